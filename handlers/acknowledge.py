"""Acknowledging a page: the first click wins, and nobody else is called."""

from bot.desk.escalations import acknowledge
from handlers.click import Click
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Say that who pressed the button looks at it."""

    def rule(tx: Transaction) -> None:
        acknowledge(tx, click.deps.desk, int(click.value), click.by(tx))

    await click.deps.store.write(rule)
