"""Custom fields and followers of threads, and whose turn it is in a team."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _fields()
    _followers()
    op.add_column(
        "agents", sa.Column("available", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("teams", sa.Column("turn", Id))
    op.add_column("threads", sa.Column("assigned_at", UtcDateTime()))
    op.add_column("threads", sa.Column("human_asked_at", UtcDateTime()))
    assigned = sa.text("assigned_at IS NOT NULL")
    op.create_index(
        "ix_threads_assignee_id_assigned_at",
        "threads",
        ["assignee_id", "assigned_at"],
        postgresql_where=assigned,
        sqlite_where=assigned,
    )


def _fields() -> None:
    op.create_table(
        "thread_fields",
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_thread_fields_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("thread_id", "name", name="pk_thread_fields"),
    )


def _followers() -> None:
    op.create_table(
        "thread_followers",
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_thread_followers_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("thread_id", "slack_user", name="pk_thread_followers"),
    )
