"""Who is there, and who is away: nothing is assigned by rule to who is away."""

from bot.desk.threads import By
from bot.errors import Refused
from store.agents import Agent, Role
from store.transaction import Transaction


def set_available(tx: Transaction, agent: Agent, *, available: bool, by: Agent | None) -> bool:
    """Say that an agent is there, or away; for others only leads may (None: the API itself)."""
    if by is not None and by.id != agent.id and by.role is Role.agent:
        raise Refused(f"Only {agent.name}, a lead or an admin can say that.")
    changed = tx.agents.set_available(agent.id, available=available)
    if changed:
        actor = "api" if by is None else By.agent(by).actor
        event = "agent.back" if available else "agent.away"
        tx.timeline.append(event, actor, None, after=agent.key)
    return changed
