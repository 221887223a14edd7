"""Claiming a thread: the first click wins."""

from bot.desk.threads import claim
from handlers.click import Click
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Take the thread for who pressed the button."""

    def rule(tx: Transaction) -> None:
        claim(tx, click.deps.desk, click.thread, click.agent(tx))
        click.show_home_again(tx)

    await click.deps.store.write(rule)
