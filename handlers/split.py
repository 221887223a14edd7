"""Splitting a thread, or moving messages of it into another one."""

from typing import Any

from bot.desk.intake.moving import movable, move, siblings, split
from bot.desk.threads import known
from bot.views import ids, moving
from handlers.click import Click
from handlers.guard import blamed_on
from handlers.target import chosen_target
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Ask which messages, and where they go."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        thread = known(tx, click.thread)
        others = siblings(tx, thread.customer_id, thread.id)
        return moving.split(thread, movable(tx, thread), others)

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Move them, and close the dialog it came from as well."""
    chosen = [int(message) for message in click.chosen_many(ids.MESSAGES)]

    def rule(tx: Transaction) -> None:
        click.agent(tx)
        _move(tx, click, chosen)
        click.show_home_again(tx)

    await click.deps.store.write(rule)
    await click.ack(response_action="clear")


def _move(tx: Transaction, click: Click, chosen: list[int]) -> None:
    desk = click.deps.desk
    if click.chosen(ids.TARGET) == ids.NEW_THREAD and not click.typed(ids.REF):
        with blamed_on(ids.MESSAGES):
            split(tx, desk, click.thread, chosen, click.person(tx))
        return
    with chosen_target(click) as target:
        move(tx, desk, click.thread, target, chosen, click.by(tx))
