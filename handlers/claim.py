"""Claiming a thread: the first click wins."""

from bot.desk.threads import claim
from handlers.guard import Click
from store.threads import Thread
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Take the thread for who pressed the button."""

    def rule(tx: Transaction) -> Thread:
        return claim(tx, click.deps.desk, int(click.value), click.agent(tx))

    await click.deps.store.write(rule)
