"""Under an automatic answer: somebody wants a person."""

from bot.desk.humans import ask_for_human
from handlers.click import Click
from store.transaction import Transaction


async def asked(click: Click) -> None:
    """Bring the thread before a person."""

    def rule(tx: Transaction) -> None:
        ask_for_human(tx, click.deps.desk, click.thread, click.person(tx))

    await click.deps.store.write(rule)
