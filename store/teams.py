"""Teams: who works together, and in which triage channel."""

from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ForeignKey,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from store.agents import Agent, agents
from store.schema import Id, metadata
from store.statements import put
from store.threads import Status, threads
from store.unit import Rows

teams = Table(
    "teams",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("turn", Id),
)
memberships = Table(
    "memberships",
    metadata,
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class Team:
    """A team; its cards are in `channel`; `turn` is the agent who got a thread by turn last."""

    id: int
    key: str
    channel: str
    turn: int | None


_all = select(*teams.c).order_by(teams.c.key)
_get = select(*teams.c).where(teams.c.id == bindparam("id"))
_by_key = select(*teams.c).where(teams.c.key == bindparam("key"))
# not FOR UPDATE: threads that are opened meanwhile refer to the row
_lock = _by_key.with_for_update(key_share=True)
_members = (
    select(*agents.c)
    .join(memberships, memberships.c.agent_id == agents.c.id)
    .where(memberships.c.team_id == bindparam("team"), agents.c.active)
    .order_by(agents.c.key)
)
_unresolved = [
    bindparam(None, status, threads.c.status.type)
    for status in Status
    if status is not Status.resolved
]
_load = (
    select(func.count())
    .select_from(threads)
    .where(threads.c.assignee_id == agents.c.id, threads.c.status.in_(_unresolved))
    .correlate(agents)
    .scalar_subquery()
)
_last_assigned = (
    select(func.max(threads.c.assigned_at))
    .where(threads.c.assignee_id == agents.c.id, threads.c.assigned_at.is_not(None))
    .correlate(agents)
    .scalar_subquery()
)
_present = (
    select(*agents.c)
    .join(memberships, memberships.c.agent_id == agents.c.id)
    .where(memberships.c.team_id == bindparam("team"), agents.c.active, agents.c.available)
    .limit(1)
)
_least_loaded = _present.order_by(_load, _last_assigned.asc().nulls_first(), agents.c.id)
_next_in_turn = _present.order_by(case((agents.c.id > bindparam("after"), 0), else_=1), agents.c.id)
_take_turn = (
    update(teams)
    .where(teams.c.id == bindparam("team"), teams.c.turn.is_not_distinct_from(bindparam("was")))
    .values(turn=bindparam("agent"))
    .returning(teams.c.id)
)
_put = put(teams, ["key"], "channel").returning(*teams.c)
_clear = delete(memberships).where(memberships.c.team_id == bindparam("team"))
_join = insert(memberships)


class Teams(Rows):
    """The queries about teams."""

    def get(self, team_id: int | None) -> Team | None:
        """Return a team by id."""
        return None if team_id is None else self.one(Team, _get, {"id": team_id})

    def by_key(self, key: str) -> Team | None:
        """Return a team by its name in bellhop.yml."""
        return self.one(Team, _by_key, {"key": key})

    def all(self) -> list[Team]:
        """Return every team, by key."""
        return self.many(Team, _all)

    def members(self, team_id: int) -> list[Agent]:
        """Return the active agents of a team, by key."""
        return self.many(Agent, _members, {"team": team_id})

    def put(self, key: str, channel: str, agent_ids: list[int]) -> Team:
        """Add or change a team, as bellhop.yml names it."""
        team = Team(*self.sql(_put, {"key": key, "channel": channel}).one())
        self.sql(_clear, {"team": team.id})
        if agent_ids:
            self.sql(_join, [{"team_id": team.id, "agent_id": agent} for agent in agent_ids])
        return team

    def lock(self, key: str) -> Team | None:
        """Return a team and hold it: who assigns by its load or turn sees who did before."""
        return self.one(Team, _lock, {"key": key})

    def least_loaded(self, team_id: int) -> Agent | None:
        """Return the available agent with the fewest unresolved threads; longest idle first."""
        return self.one(Agent, _least_loaded, {"team": team_id})

    def next_in_turn(self, team: Team) -> Agent | None:
        """Return the available agent after the one whose turn it was last."""
        return self.one(Agent, _next_in_turn, {"team": team.id, "after": team.turn or 0})

    def take_turn(self, team: Team, agent_id: int) -> bool:
        """Remember whose turn it was; False when somebody else moved it meanwhile."""
        values = {"team": team.id, "was": team.turn, "agent": agent_id}
        return self.sql(_take_turn, values).first() is not None
