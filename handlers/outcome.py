"""What becomes of a thread with one click: reopened, dismissed, awake again."""

from collections.abc import Callable

from bot.desk import threads
from bot.desk.desk import Desk
from bot.desk.threads import By
from handlers.click import Click
from handlers.guard import Listener
from store.threads import Thread
from store.transaction import Transaction


def _button(rule: Callable[[Transaction, Desk, int, By], Thread]) -> Listener:
    async def clicked(click: Click) -> None:
        def decided(tx: Transaction) -> None:
            rule(tx, click.deps.desk, click.thread, click.by(tx))
            click.show_home_again(tx)

        await click.deps.store.write(decided)

    return clicked


reopened = _button(threads.reopen)
dismissed = _button(threads.dismiss)
woken = _button(threads.wake)
