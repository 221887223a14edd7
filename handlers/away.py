"""Saying that I am away, or back: nothing is assigned to me by rule meanwhile."""

from bot.desk.availability import set_available
from handlers.click import Click
from handlers.guard import Listener
from store.transaction import Transaction


def _button(*, available: bool) -> Listener:
    async def clicked(click: Click) -> None:
        def rule(tx: Transaction) -> None:
            agent = click.agent(tx)
            set_available(tx, agent, available=available, by=agent)
            click.show_home_again(tx)

        await click.deps.store.write(rule)

    return clicked


went = _button(available=False)
came_back = _button(available=True)
