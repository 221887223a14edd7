"""Steps that give the thread to somebody."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import model_validator

from bot.desk.assigning import How, assign_to_owner, assign_to_team
from bot.desk.following import follow
from bot.desk.threads import assign
from bot.workflows.at import At, Category, Effect, Kind, StepFailed
from bot.workflows.language.definition import Args
from bot.workflows.language.fields import TEXT
from bot.workflows.language.marks import Agent, Team
from store.agents import Agent as Row
from store.threads import Thread


class Assign(Args):
    """`assign: {agent: ada}`, `{team: support, by: least_open | in_turn}` or `{owner: true}`."""

    agent: Agent | None = None
    team: Team | None = None
    by: How = How.least_open
    owner: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum((self.agent is not None, self.team is not None, self.owner)) != 1:
            raise ValueError("needs one of agent, team, or owner: true")
        return self


def take_assign(args: Assign, at: At) -> Effect:
    """Give the thread to an agent, to one of a team, or to who owns the account."""
    if args.agent is not None:
        return _to_agent(at, at.plain(args.agent))
    if args.team is not None:
        return _to_team(at, at.plain(args.team), args.by)
    return _to_owner(at)


def _to_agent(at: At, key: str) -> Effect:
    agent, thread = _agent(at, key), at.thread

    def apply() -> None:
        assign(at.tx, at.desk, thread, agent, at.by)

    return Effect(f"assign {key}", apply, {"thread.assignee": key}, {"assignee": key})


def _to_team(at: At, key: str, how: How) -> Effect:
    team, thread = at.tx.teams.by_key(key), at.thread
    if team is None:
        raise StepFailed(f"there is no team {key}", Category.missing_data)
    first = (
        at.tx.teams.next_in_turn(team) if how is How.in_turn else at.tx.teams.least_loaded(team.id)
    )
    who = first.key if first else None

    def apply() -> Mapping[str, Any]:
        return {"assignee": _who(at, assign_to_team(at.tx, at.desk, thread, key, how, at.by))}

    sets = {"thread.team": key, "thread.assignee": who}
    return Effect(f"assign {who} of {key}", apply, sets, {"assignee": who})


def _to_owner(at: At) -> Effect:
    owner, thread = at.facts.get("customer.owner"), at.thread

    def apply() -> Mapping[str, Any]:
        return {"assignee": _who(at, assign_to_owner(at.tx, at.desk, thread, at.by))}

    sets = {"thread.assignee": owner}
    return Effect(f"assign {owner}, who owns the account", apply, sets, {"assignee": owner})


class Follow(Args):
    """`add_follower: ada`."""

    agent: Agent


def take_follow(args: Follow, at: At) -> Effect:
    """Let an agent hear what happens to the thread."""
    key, thread = at.plain(args.agent), at.thread
    agent = _agent(at, key)

    def apply() -> None:
        follow(at.tx, thread, agent, at.by)

    return Effect(f"{key} follows", apply)


def _agent(at: At, key: str) -> Row:
    agent = at.tx.agents.by_key(key)
    if agent is None or not agent.active:
        raise StepFailed(f"there is no agent {key}", Category.missing_data)
    return agent


def _who(at: At, thread: Thread) -> str | None:
    agent = None if thread.assignee_id is None else at.tx.agents.get(thread.assignee_id)
    return agent.key if agent else None


KINDS = (
    Kind(
        "assign",
        "gives it to an agent, to one of a team, or to the account's owner",
        Assign,
        take_assign,
        outputs={"assignee": TEXT},
    ),
    Kind(
        "add_follower", "lets an agent hear what happens to it", Follow, take_follow, short="agent"
    ),
)
