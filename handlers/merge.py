"""Merging a thread into another one of the same customer."""

from typing import Any

from bot.desk.intake.moving import merge, siblings
from bot.desk.threads import known
from bot.views import moving
from handlers.click import Click
from handlers.target import chosen_target
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Ask into which."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        thread = known(tx, click.thread)
        return moving.merge(thread, siblings(tx, thread.customer_id, thread.id))

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Merge, and close the dialog it came from as well: it is about a thread that is no more."""

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with chosen_target(click) as target:
            merge(tx, click.deps.desk, click.thread, target, by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)
    await click.ack(response_action="clear")
