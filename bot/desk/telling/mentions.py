"""Who is mentioned when a thread needs somebody."""

from store.agents import Agent, Role
from store.threads import Thread
from store.transaction import Transaction

MOST = 10  # at once


def whose(tx: Transaction, thread: Thread) -> list[Agent]:
    """Return who has a thread, else those of its team who are there, else all of the team."""
    assignee = tx.agents.get(thread.assignee_id)
    if assignee is not None and assignee.active:
        return [assignee]
    return [] if thread.team_id is None else available(tx, thread.team_id)


def available(tx: Transaction, team_id: int) -> list[Agent]:
    """Return those of a team who are there; all of it when nobody is."""
    members = tx.teams.members(team_id)
    return ([agent for agent in members if agent.available] or members)[:MOST]


def leads(tx: Transaction, team_id: int | None) -> list[Agent]:
    """Return the leads of a team, there or not; else those of the desk, else its admins."""
    members = [] if team_id is None else tx.teams.members(team_id)
    if found := _with(Role.lead, members):
        return found
    everybody = tx.agents.all()
    return _with(Role.lead, everybody) or _with(Role.admin, everybody)


def _with(role: Role, agents: list[Agent]) -> list[Agent]:
    return [agent for agent in agents if agent.role is role]


def together(*groups: list[Agent]) -> list[Agent]:
    """Return everybody once."""
    return list({agent.id: agent for group in groups for agent in group}.values())
