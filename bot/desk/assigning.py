"""Assigning by rule: to whom of a team it falls, or to who looks after the customer."""

from enum import StrEnum

from bot.desk.desk import Desk
from bot.desk.standing import set_team
from bot.desk.threads import By, assign, locked, unresolved
from bot.errors import Refused
from store.agents import Agent
from store.teams import Team
from store.threads import Thread
from store.transaction import Transaction


class How(StrEnum):
    """Who of a team gets a thread."""

    least_open = "least_open"  # who has the fewest; of several, who got nothing for longest
    in_turn = "in_turn"


def assign_to_team(
    tx: Transaction, desk: Desk, thread_id: int, team: str, how: How, by: By
) -> Thread:
    """Give a thread to a team and to one of its agents who is there; Refused when nobody is."""
    thread = unresolved(locked(tx, thread_id))
    held = tx.teams.lock(team)  # two threads at once go to two agents
    if held is None:
        raise Refused(f"There is no team {team[:75]} in bellhop.yml.")
    agent = _next(tx, held, how)
    set_team(tx, desk, thread.id, held.key, by)
    return assign(tx, desk, thread.id, agent, by)


def assign_to_owner(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Give a thread to the agent who looks after its customer; Refused when they are not there."""
    thread = unresolved(locked(tx, thread_id))
    customer = tx.customers.get(thread.customer_id)
    if customer is None or customer.owner is None:
        raise Refused(f"Nobody looks after {customer.name if customer else 'the customer'}.")
    agent = tx.agents.by_key(customer.owner)
    if agent is None or not agent.available:
        name = agent.name if agent else customer.owner
        raise Refused(f"{name}, who looks after {customer.name}, is away.")
    return assign(tx, desk, thread.id, agent, by)


def _next(tx: Transaction, team: Team, how: How) -> Agent:
    by_turn = how is How.in_turn
    agent = tx.teams.next_in_turn(team) if by_turn else tx.teams.least_loaded(team.id)
    if agent is None:
        raise Refused(f"Nobody of the team {team.key} is there.")
    if by_turn and not tx.teams.take_turn(team, agent.id):
        raise AssertionError(f"the turn of {team.key} moved while it was held")
    return agent
