"""Schedules that are being swept, and when somebody has to hear of a promise."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _sweeps()
    _promises()


def _sweeps() -> None:
    op.create_table(
        "workflow_sweeps",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("tick_at", UtcDateTime(), nullable=False),
        sa.Column("occurrence_id", Id, nullable=False),
        sa.Column("after", Id, nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("workflow", name="pk_workflow_sweeps"),
    )


def _promises() -> None:
    op.add_column("threads", sa.Column("sla_next_at", UtcDateTime()))
    promised = sa.text("sla_next_at IS NOT NULL")
    op.create_index(
        "ix_threads_sla_next_at",
        "threads",
        ["sla_next_at"],
        postgresql_where=promised,
        sqlite_where=promised,
    )
    # what was promised before: nobody was warned of it, and what is late is late
    op.execute("UPDATE threads SET sla_next_at = response_due_at WHERE response_due_at IS NOT NULL")
