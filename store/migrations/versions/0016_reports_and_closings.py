"""Reports for engineering, and what was the matter with what is resolved."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _of_threads(
        "bug_reports",
        sa.Column("written", Json, nullable=False),
        sa.Column("answered", Json, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("filed_at", UtcDateTime()),
        sa.Column("filed_by", sa.Text()),
    )
    _of_threads(
        "closings",
        sa.Column("category", sa.Text()),
        sa.Column("links", Json, nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
    )


def _of_threads(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("thread_id", Id, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("thread_id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=f"fk_{name}_thread_id_threads"),
    )
