"""When engineering plans to have an issue done; what a report waits for, and what it said."""

import sqlalchemy as sa
from alembic import op

from store.schema import Json

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("links", sa.Column("planned_for", sa.Date()))
    op.add_column("bug_reports", sa.Column("form", sa.Text()))
    op.add_column("bug_reports", sa.Column("filed", Json))
    op.execute(
        "UPDATE bug_reports SET form = 'bug:' || thread_id || ':' || asked "
        "WHERE asked > 0 AND answered_at IS NULL"
    )
