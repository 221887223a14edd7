"""Agents: the people who answer, with their roles."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Boolean, Column, Table, Text, bindparam, select, true, update

from store.schema import Id, metadata, one_of
from store.statements import put
from store.unit import Rows


class Role(StrEnum):
    """What an agent may do."""

    agent = "agent"
    lead = "lead"
    admin = "admin"


agents = Table(
    "agents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("slack_user", Text, nullable=False, unique=True),
    Column("role", one_of(Role), nullable=False),
    Column("name", Text, nullable=False),
    Column("image", Text),
    Column("active", Boolean, nullable=False),
    Column("available", Boolean, nullable=False, server_default=true()),
    Column("email", Text),
)


@dataclass(frozen=True, slots=True)
class Agent:
    """Someone who answers customers; `key` is their name in bellhop.yml.

    Who is not `available` is away: nothing is given to them without a person's saying so.
    """

    id: int
    key: str
    slack_user: str
    role: Role
    name: str
    image: str | None
    active: bool
    available: bool
    email: str | None = None


_get = select(*agents.c).where(agents.c.id == bindparam("id"))
_active = select(*agents.c).where(agents.c.active).order_by(agents.c.key)
_by_slack = _active.where(agents.c.slack_user == bindparam("slack_user"))
_by_key = _active.where(agents.c.key == bindparam("key"))
_known = agents.alias()
_put = put(agents, ["key"], "slack_user", "role", "active").returning(*agents.c)
_rename = (
    update(agents)
    .where(
        agents.c.slack_user == bindparam("user"),
        ~select(_known.c.id).where(_known.c.key == bindparam("new_key")).exists(),
    )
    .values(key=bindparam("new_key"))
)
_make_way = (
    update(agents)
    .where(
        agents.c.key == bindparam("wanted"),
        agents.c.slack_user != bindparam("user"),
        select(_known.c.id).where(_known.c.slack_user == bindparam("user")).exists(),
    )
    .values(key=agents.c.key + "~" + agents.c.slack_user)
)
_retire = (
    update(agents)
    .where(agents.c.key.not_in(bindparam("keys", expanding=True)), agents.c.active)
    .values(active=False)
    .returning(agents.c.id)
)
_describe = (
    update(agents)
    .where(agents.c.slack_user == bindparam("user"))
    .values(name=bindparam("new_name"), image=bindparam("new_image"), email=bindparam("new_email"))
)

_set_available = (
    update(agents)
    .where(agents.c.id == bindparam("agent"), agents.c.available != bindparam("now"))
    .values(available=bindparam("now"))
    .returning(agents.c.id)
)


class Agents(Rows):
    """The queries about agents; those who left stay for the sake of the past."""

    def get(self, agent_id: int | None) -> Agent | None:
        """Return an agent by id, even one who left."""
        return None if agent_id is None else self.one(Agent, _get, {"id": agent_id})

    def by_slack(self, slack_user: str) -> Agent | None:
        """Return an active agent by Slack user id."""
        return self.one(Agent, _by_slack, {"slack_user": slack_user})

    def by_key(self, key: str) -> Agent | None:
        """Return an active agent by their name in bellhop.yml."""
        return self.one(Agent, _by_key, {"key": key})

    def all(self) -> list[Agent]:
        """Return every active agent, by key."""
        return self.many(Agent, _active)

    def put(self, key: str, slack_user: str, role: Role) -> Agent:
        """Add or change an agent, as bellhop.yml names them; a new key of a person renames them.

        Whoever had that key before gives it up, unless it is their own new account.
        """
        self.sql(_make_way, {"user": slack_user, "wanted": key})
        self.sql(_rename, {"user": slack_user, "new_key": key})
        values = {"key": key, "slack_user": slack_user, "role": role}
        return Agent(*self.sql(_put, {**values, "name": key.title(), "active": True}).one())

    def retire_others(self, keys: list[str]) -> list[int]:
        """Everyone who is not among `keys` is no agent any more; return who was until now."""
        return list(self.sql(_retire, {"keys": keys}).scalars())

    def describe(
        self, slack_user: str, name: str, image: str | None, email: str | None = None
    ) -> None:
        """Keep what Slack says about a person."""
        values = {"new_name": name, "new_image": image, "new_email": email}
        self.sql(_describe, {"user": slack_user, **values})

    def set_available(self, agent_id: int, *, available: bool) -> bool:
        """Say that an agent is there, or away; False when they were already."""
        values = {"agent": agent_id, "now": available}
        return self.sql(_set_available, values).first() is not None
