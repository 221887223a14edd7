"""Escalations and pages: who is called to a thread, and whether they answered."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _escalations()
    _pages()


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime()),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_escalations_thread_id_threads"
        ),
    )
    op.create_index("ix_escalations_thread_id", "escalations", ["thread_id"])
    op.create_index("ix_escalations_state_id", "escalations", ["state", "id"])
    _index_where("ix_escalations_next_at", "escalations", ["next_at"], "next_at IS NOT NULL")
    ringing = "state = 'ringing'"
    _index_where("uq_escalations_ringing", "escalations", ["thread_id", "path"], ringing, True)


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", Id, nullable=False),
        sa.Column("escalation_id", Id, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("delivery_key", sa.Text(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("alarm_at", UtcDateTime()),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("channel", sa.Text()),
        sa.Column("ts", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("delivery_key", name="uq_pages_delivery_key"),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name="fk_pages_escalation_id_escalations"
        ),
    )
    op.create_index("ix_pages_escalation_id", "pages", ["escalation_id"])
    _index_where("ix_pages_alarm_at", "pages", ["alarm_at"], "alarm_at IS NOT NULL")
    _index_where("ix_pages_channel_ts", "pages", ["channel", "ts"], "ts IS NOT NULL")


def _index_where(
    name: str, table: str, columns: list[str], where: str, unique: bool = False
) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=only, sqlite_where=only)
