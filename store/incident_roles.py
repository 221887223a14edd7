"""Who does what in an incident, and who did before them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.unit import Rows


class Role(StrEnum):
    """What somebody does in an incident."""

    commander = "commander"  # decides
    communications = "communications"  # tells customers and the public
    scribe = "scribe"  # writes down


incident_roles = Table(
    "incident_roles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("role", one_of(Role), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("given_by", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Index(None, "incident_id", "id"),
    Index("uq_incident_roles_now", "incident_id", "role", unique=True, **only("until IS NULL")),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that an agent has, or had `until` they handed it over."""

    id: int
    incident_id: int
    role: Role
    agent_id: int
    given_by: str
    since: datetime
    until: datetime | None


_end = (
    update(incident_roles)
    .where(
        incident_roles.c.incident_id == bindparam("incident"),
        incident_roles.c.role == bindparam("of_role"),
        incident_roles.c.until.is_(None),
    )
    .values(until=bindparam("now"))
)
_give = insert(incident_roles)
_of = (
    select(*incident_roles.c)
    .where(incident_roles.c.incident_id == bindparam("incident"))
    .order_by(incident_roles.c.id)
)


class IncidentRoles(Rows):
    """The queries about roles; whoever changes one holds its incident."""

    def give(self, incident_id: int, role: Role, agent_id: int, actor: str) -> None:
        """Let an agent have a role from now on, and nobody else."""
        self.sql(_end, {"incident": incident_id, "of_role": role, "now": self.now})
        row = {"incident_id": incident_id, "role": role, "agent_id": agent_id}
        self.sql(_give, {**row, "given_by": actor, "since": self.now, "until": None})

    def of(self, incident_id: int) -> list[Held]:
        """Return all roles that anybody had, in their order."""
        return self.many(Held, _of, {"incident": incident_id})

    def now_of(self, incident_id: int) -> dict[Role, int]:
        """Return which agent has which role."""
        return {one.role: one.agent_id for one in self.of(incident_id) if one.until is None}
