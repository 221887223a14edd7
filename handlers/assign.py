"""Assigning a thread: to an agent, or to nobody."""

from typing import Any

from bot.desk.threads import assign, known, unresolved
from bot.views import ids, modals
from handlers.click import Click
from handlers.guard import Wrong
from store.agents import Agent
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Ask who should have it."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        return modals.assign(unresolved(known(tx, click.thread)), tx.agents.all())

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Give it to whoever was chosen."""

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        assign(tx, click.deps.desk, click.thread, _chosen(tx, click), by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


def _chosen(tx: Transaction, click: Click) -> Agent | None:
    choice = click.chosen(ids.ASSIGNEE)
    if choice is None or choice == ids.NONE:
        return None
    agent = tx.agents.get(int(choice))
    if agent is None or not agent.active:
        raise Wrong(ids.ASSIGNEE, "They are no agent any more: choose somebody else.")
    return agent
