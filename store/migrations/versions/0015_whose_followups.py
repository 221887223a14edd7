"""Follow-ups of somebody: whose they are."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    integer = Id.compile(op.get_context().dialect)  # SQLite refuses a constraint of its own
    op.execute(
        f"ALTER TABLE followups ADD COLUMN agent_id {integer}"
        " CONSTRAINT fk_followups_agent_id_agents REFERENCES agents (id)"
    )
    waiting = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_followups_agent_id_due_at",
        "followups",
        ["agent_id", "due_at"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
