"""Under a nudge: the customer says that it is solved."""

from bot.desk.promises.quiet import solved as resolve_for
from handlers.click import Click
from store.transaction import Transaction


async def solved(click: Click) -> None:
    """Resolve it."""

    def rule(tx: Transaction) -> None:
        person, ts = click.person(tx), click.message_ts
        resolve_for(tx, click.deps.desk, click.thread, person, ts)

    await click.deps.store.write(rule)
