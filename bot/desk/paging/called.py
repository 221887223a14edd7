"""Whom a step of a path calls, right now."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.config.paths import Notify
from bot.desk.desk import Desk
from bot.desk.paging.paths import team_of
from bot.desk.paging.schedules import on_call_now
from bot.desk.telling.mentions import available, leads, together
from store.agents import Agent
from store.threads import Thread
from store.transaction import Transaction

Users = Set[str]  # of Slack


@dataclass(frozen=True)
class Called:
    """Agents, and ids of Slack user groups."""

    agents: Sequence[Agent] = ()
    groups: Sequence[str] = ()

    @property
    def nobody(self) -> bool:
        """Whether there is nobody to call."""
        return not self.agents and not self.groups

    @property
    def names(self) -> str:
        """Who they are, in words."""
        groups = ["a user group"] if self.groups else []
        return ", ".join([*(agent.name for agent in self.agents), *groups])


def called_by(
    tx: Transaction, desk: Desk, thread: Thread, notify: Notify, but: Users = frozenset()
) -> Called:
    """Return whom a step calls; those who left are nobody, nor is anybody of `but`."""
    agents = together(
        [] if notify.agent is None else _named(tx, notify.agent),
        [] if notify.team is None else _of_team(tx, notify),
        [] if notify.oncall is None else _on_call(tx, desk, thread, notify.oncall, but),
        leads(tx, thread.team_id) if notify.manager else [],
    )
    reachable = [agent for agent in agents if agent.slack_user not in but]
    return Called(reachable, [notify.user_group] if notify.user_group else [])


def _named(tx: Transaction, key: str) -> list[Agent]:
    agent = tx.agents.by_key(key)
    return [agent] if agent else []


def _of_team(tx: Transaction, notify: Notify) -> list[Agent]:
    team = tx.teams.by_key(notify.team or "")
    if team is None:
        return []
    if notify.who == "everyone":
        return available(tx, team.id)
    agent = tx.teams.least_loaded(team.id)
    return [agent] if agent else available(tx, team.id)  # nobody is there: all of them


def _on_call(tx: Transaction, desk: Desk, thread: Thread, name: str, but: Users) -> list[Agent]:
    """Return who is on call; by default for the thread's team, and without a rotation all of it."""
    rotations, team = desk.config.oncall, team_of(tx, thread)
    own = team.key if team is not None and team.key in rotations else None
    chosen = name or own or next(iter(rotations), "")
    turns = on_call_now(tx, desk, chosen) if chosen in rotations else ()
    agents = [agent for key in turns for agent in _named(tx, key)]
    if agents:
        return [agent for agent in agents if agent.slack_user not in but][:1]
    return (available(tx, team.id) if team else []) or leads(tx, None)
