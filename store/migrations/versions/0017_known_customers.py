"""Since when a customer can be recognised; and how bad an error rate was when it was told."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "product_customers",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_product_customers_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_product_customers"),
    )
    op.add_column("error_rates", sa.Column("told", sa.Integer()))
