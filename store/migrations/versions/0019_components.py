"""Which components of the status page an incident is about, and how each does."""

import sqlalchemy as sa
from alembic import op

from store.schema import Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    column = sa.Column("components", Json, nullable=False, server_default=sa.text("'{}'"))
    op.add_column("incidents", column)
