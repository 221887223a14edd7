"""Waking: threads that sleep until a time, of which many may come at once."""

from collections.abc import Iterable

from bot.desk.desk import Desk
from bot.desk.sla.clocks import follow_all
from bot.desk.threads import BELLHOP, tell_woken
from bot.views import lines
from store.threads import Status, Thread
from store.transaction import Transaction


def wake_in_time(tx: Transaction, desk: Desk, threads: Iterable[Thread]) -> None:
    """Wake threads that we hold and whose time has come, and tell who has them."""
    woken = tx.threads.wake([thread for thread in threads if thread.status is Status.snoozed])
    follow_all(tx, desk, woken)
    assignees = {thread.assignee_id for thread in woken if thread.assignee_id is not None}
    agents = {agent_id: tx.agents.get(agent_id) for agent_id in assignees}
    for thread in woken:
        agent = None if thread.assignee_id is None else agents[thread.assignee_id]
        tell_woken(tx, desk, thread, BELLHOP, lines.time_is_up(agent))
