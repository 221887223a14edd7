"""When each sender of webhooks was heard last, and who was refused."""

import sqlalchemy as sa
from alembic import op

from store.schema import Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "webhooks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcDateTime, nullable=False),
        sa.Column("last_at", UtcDateTime()),
        sa.Column("quiet_since", UtcDateTime()),
        sa.Column("usual_gap", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("silence_told", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("refused", Json, nullable=False),
        sa.Column("refused_told_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("name", name="pk_webhooks"),
    )
