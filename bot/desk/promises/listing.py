"""Listing what is owed, for a thread or for somebody."""

from collections.abc import Iterable

from bot.desk.desk import Desk
from bot.desk.owing.kinds import OWED
from bot.desk.room import card_link
from bot.desk.telling.mentions import whose
from bot.views.owed import Owed
from store.agents import Agent
from store.followups import Followup
from store.threads import Thread
from store.transaction import Transaction

MOST = 50


def owed_of(tx: Transaction, desk: Desk, thread: Thread) -> list[Owed]:
    """Return what is still to be done about a thread, the next first."""
    return _gathered(tx, desk, tx.followups.open_of(thread.id, OWED))


def owed_by(tx: Transaction, desk: Desk, agent: Agent, most: int = MOST) -> list[Owed]:
    """Return what somebody has still to do, the next first."""
    return _gathered(tx, desk, tx.followups.open_for(agent.id, OWED, most))


def _gathered(tx: Transaction, desk: Desk, followups: Iterable[Followup]) -> list[Owed]:
    return [
        Owed(one, thread, _owner(tx, thread, one), card_link(desk, thread))
        for one in followups
        if (thread := tx.threads.get(one.thread_id)) is not None
    ]


def _owner(tx: Transaction, thread: Thread, followup: Followup) -> str | None:
    if followup.agent_id is not None:
        agent = tx.agents.get(followup.agent_id)
        return agent.name if agent else None
    having = whose(tx, thread) if thread.assignee_id is not None else []
    return having[0].name if having else None
