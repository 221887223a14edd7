"""Teams: who works together, and in which triage channel."""

from dataclasses import dataclass

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from store.agents import Agent, agents
from store.schema import Id, metadata
from store.unit import Rows

teams = Table(
    "teams",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
)
memberships = Table(
    "memberships",
    metadata,
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class Team:
    """A team; its cards are in `channel`."""

    id: int
    key: str
    channel: str


_all = select(*teams.c).order_by(teams.c.key)
_get = select(*teams.c).where(teams.c.id == bindparam("id"))
_by_key = select(*teams.c).where(teams.c.key == bindparam("key"))
_members = (
    select(*agents.c)
    .join(memberships, memberships.c.agent_id == agents.c.id)
    .where(memberships.c.team_id == bindparam("team"), agents.c.active)
    .order_by(agents.c.key)
)
_insert = upsert(teams)
_put = _insert.on_conflict_do_update(
    index_elements=["key"], set_={"channel": _insert.excluded.channel}
).returning(*teams.c)
_clear = delete(memberships).where(memberships.c.team_id == bindparam("team"))
_join = insert(memberships)


class Teams(Rows):
    """The queries about teams."""

    def get(self, team_id: int) -> Team | None:
        """Return a team by id."""
        return self.one(Team, _get, {"id": team_id})

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
