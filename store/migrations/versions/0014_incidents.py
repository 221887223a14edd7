"""Incidents: who does what in them, whom they concern, and what happened."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _incidents()
    _roles()
    _threads()
    _messages()
    _entries()


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("declared_by", sa.Text(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_by", sa.Text()),
        sa.Column("acknowledged_at", UtcDateTime()),
        sa.Column("channel", sa.Text()),
        sa.Column("channel_name", sa.Text()),
        sa.Column("summary_ts", sa.Text()),
        sa.Column("announced_channel", sa.Text()),
        sa.Column("announced_ts", sa.Text()),
        sa.Column("status_page", sa.Text()),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("update_due_at", UtcDateTime()),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("resolved_by", sa.Text()),
        sa.Column("resolved_at", UtcDateTime()),
        sa.Column("cause", sa.String(40)),
        sa.Column("root_cause", sa.Text()),
        sa.Column("remediation", sa.Text()),
        sa.Column("exported_at", UtcDateTime()),
        sa.Column("archived_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("channel", name="uq_incidents_channel"),
        _to("incidents", "thread_id", "threads"),
    )
    op.create_index("ix_incidents_thread_id", "incidents", ["thread_id"])
    op.create_index("ix_incidents_status_id", "incidents", ["status", "id"])
    _unique_where("uq_incidents_open", "incidents", ["thread_id"], "resolved_at IS NULL")


def _roles() -> None:
    op.create_table(
        "incident_roles",
        sa.Column("id", Id, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_incident_roles"),
        _to("incident_roles", "incident_id", "incidents"),
        _to("incident_roles", "agent_id", "agents"),
    )
    op.create_index("ix_incident_roles_incident_id_id", "incident_roles", ["incident_id", "id"])
    columns = ["incident_id", "role"]
    _unique_where("uq_incident_roles_now", "incident_roles", columns, "until IS NULL")


def _threads() -> None:
    op.create_table(
        "incident_threads",
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("returned_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("incident_id", "thread_id", name="pk_incident_threads"),
        _to("incident_threads", "incident_id", "incidents"),
        _to("incident_threads", "thread_id", "threads"),
    )
    op.create_index("ix_incident_threads_thread_id", "incident_threads", ["thread_id"])


def _messages() -> None:
    op.create_table(
        "incident_messages",
        sa.Column("id", Id, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_ts", sa.Text()),
        sa.Column("deleted_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_incident_messages"),
        sa.UniqueConstraint("incident_id", "ts", name="uq_incident_messages_incident_id_ts"),
        _to("incident_messages", "incident_id", "incidents"),
    )


def _entries() -> None:
    op.create_table(
        "incident_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("incident_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public", sa.Text()),
        sa.Column("message_id", Id),
        sa.PrimaryKeyConstraint("id", name="pk_incident_entries"),
        sa.UniqueConstraint("message_id", name="uq_incident_entries_message_id"),
        _to("incident_entries", "incident_id", "incidents"),
        _to("incident_entries", "message_id", "incident_messages"),
    )
    op.create_index("ix_incident_entries_incident_id_id", "incident_entries", ["incident_id", "id"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=True, postgresql_where=only, sqlite_where=only)
