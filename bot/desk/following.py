"""Following: an agent hears by direct message what happens to a thread."""

from bot.desk.threads import By, known, note
from bot.errors import Refused
from store.agents import Agent
from store.threads import Thread
from store.transaction import Transaction


def follow(tx: Transaction, thread_id: int, agent: Agent, by: By) -> Thread:
    """Let an agent follow a thread; twice is once."""
    thread = known(tx, thread_id)
    if not agent.active:
        raise Refused(f"{agent.name} is no agent any more.")
    if tx.followers.add(thread.id, agent.slack_user):
        note(tx, thread, "followed", by, after=agent.name)
    return thread


def unfollow(tx: Transaction, thread_id: int, agent: Agent, by: By) -> Thread:
    """Let an agent follow a thread no more."""
    thread = known(tx, thread_id)
    if tx.followers.remove(thread.id, agent.slack_user):
        note(tx, thread, "unfollowed", by, before=agent.name)
    return thread
