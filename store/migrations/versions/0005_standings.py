"""How workflows in shadow stand."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _counted("workflow_standings", ["file_id"], ("runs", "threads", "handed_over"))
    _counted(
        "workflow_tallies",
        ["file_id", "aspect"],
        ("compared", "agreed", "correct", "wrong", "missed"),
    )


def _counted(table: str, key: list[str], counts: tuple[str, ...]) -> None:
    aspect = [sa.Column("aspect", sa.String(40), nullable=False)] if "aspect" in key else []
    op.create_table(
        table,
        sa.Column("file_id", Id, nullable=False),
        *aspect,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["workflow_files.id"], name=f"fk_{table}_file_id_workflow_files"
        ),
    )
