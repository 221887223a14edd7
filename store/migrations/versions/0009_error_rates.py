"""Error rates: requests that are counted by the minute, and the rates that are too high."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "counted_requests",
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("webhook", "key", name="pk_counted_requests"),
    )
    op.create_index("ix_counted_requests_until", "counted_requests", ["until"])
    op.create_table(
        "request_counts",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "minute", "customer_id", "key", name="pk_request_counts"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_request_counts_customer_id_customers"
        ),
    )
    op.create_index("ix_request_counts_minute", "request_counts", ["minute"])
    op.create_table(
        "error_rates",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.Column("calm_since", UtcDateTime()),
        sa.Column("shadow", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("rule", "customer_id", "key", name="pk_error_rates"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_error_rates_customer_id_customers"
        ),
    )
