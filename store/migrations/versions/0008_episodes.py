"""Episodes: what goes on at customers as signals tell it, and the rules they are responded to by."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _episodes()
    op.create_table(
        "trigger_rules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("told_live", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_trigger_rules"),
    )


def _episodes() -> None:
    op.create_table(
        "episodes",
        sa.Column("id", Id, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("open_as", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("customer_id", Id),
        sa.Column("thread_id", Id),
        sa.Column("told", Json, nullable=False),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.Column("may_act", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("shadow", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("became", sa.String(40)),
        sa.Column("draft", sa.Text()),
        *(
            sa.Column(name, UtcDateTime(), nullable=name != "began_at")
            for name in (
                "fired_at",
                "recovered_at",
                "began_at",
                "responded_at",
                "said_at",
                "due_at",
                "ended_at",
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_episodes"),
        sa.UniqueConstraint("open_as", name="uq_episodes_open_as"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_episodes_customer_id_customers"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_episodes_thread_id_threads"
        ),
    )
    for columns in (["thread_id"], ["fingerprint", "id"], ["rule", "responded_at"], ["ended_at"]):
        op.create_index(f"ix_episodes_{'_'.join(columns)}", "episodes", columns)
    for columns, column in ((["due_at"], "due_at"), (["customer_id", "id"], "open_as")):
        only = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_episodes_{'_'.join(columns)}",
            "episodes",
            columns,
            postgresql_where=only,
            sqlite_where=only,
        )
