"""Agents: who there is, and who is away."""

from bot.desk.availability import set_available
from store.agents import Role
from store.transaction import Transaction
from triggers.api.acting import agent_named
from triggers.api.problem import not_found
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Nothing


class AgentView(Answer):
    """Someone who answers customers; `key` is their name in bellhop.yml."""

    key: str
    name: str
    role: Role
    available: bool


class AgentList(Answer):
    """Every agent, by key."""

    items: list[AgentView]


class SetAvailable(ByAnyone):
    """Whether somebody is there; for others than themselves only leads and admins say so."""

    available: bool


async def listed(ask: Ask[Nothing]) -> AgentList:
    """Return every agent."""
    agents = await ask.deps.store.read(lambda tx: tx.agents.all())
    return AgentList(items=[AgentView.model_validate(agent) for agent in agents])


async def available_set(ask: Ask[SetAvailable]) -> AgentView:
    """Say that an agent is there, or away."""
    key, given = ask.path["key"], ask.given

    def rule(tx: Transaction) -> AgentView:
        agent = tx.agents.by_key(key)
        if agent is None:
            raise not_found(f"There is no agent {key} in bellhop.yml.")
        by = None if given.agent is None else agent_named(tx, given.agent)
        set_available(tx, agent, available=given.available, by=by)
        return AgentView.model_validate(agent).model_copy(update={"available": given.available})

    return await ask.deps.store.write(rule)
