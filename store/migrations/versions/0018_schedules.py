"""On call by somebody else's schedule: the last answer to who it is, and agents' addresses."""

import sqlalchemy as sa
from alembic import op

from store.schema import Json, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "oncall_schedules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agents", Json, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_oncall_schedules"),
    )
    op.add_column("agents", sa.Column("email", sa.Text()))
