"""Use of the product, and jobs: what is told of who was there, and what begins by the clock."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "jobs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("after", Id),
        sa.Column("leased_until", UtcDateTime()),
        sa.PrimaryKeyConstraint("name", name="pk_jobs"),
    )
    op.create_table(
        "product_sources",
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("webhook", name="pk_product_sources"),
    )
    _of_customers()


def _of_customers() -> None:
    _table(
        "product_people",
        ["who"],
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("logins", sa.Integer(), nullable=False),
    )
    _table(
        "product_features",
        ["feature"],
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
    )
    _table(
        "product_accounts",
        [],
        sa.Column("set_up_at", UtcDateTime()),
        sa.Column("traits", Json, nullable=False),
    )
    op.create_index("ix_product_people_last_seen_at", "product_people", ["last_seen_at"])
    op.create_index("ix_product_features_last_used_at", "product_features", ["last_used_at"])


def _table(name: str, key: list[str], *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("webhook", "customer_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=f"fk_{name}_customer_id_customers"
        ),
    )
