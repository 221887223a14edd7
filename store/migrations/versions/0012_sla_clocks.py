"""SLA clocks: a row for each thing that was promised, in place of one time of each thread."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _clocks()
    _carry_over()
    _threads()


def _clocks() -> None:
    times = ("due_at", "warn_at", "next_at", "warned_at", "breached_at", "ended_at")
    op.create_table(
        "sla_clocks",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("target", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("running_since", UtcDateTime()),
        sa.Column("counted", Json, nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime()) for name in times),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_sla_clocks_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sla_clocks"),
    )
    heard, unended = sa.text("next_at IS NOT NULL"), sa.text("ended_at IS NULL")
    op.create_index("ix_sla_clocks_thread_id_id", "sla_clocks", ["thread_id", "id"])
    op.create_index(
        "ix_sla_clocks_next_at",
        "sla_clocks",
        ["next_at"],
        postgresql_where=heard,
        sqlite_where=heard,
    )
    op.create_index(
        "uq_sla_clocks_open",
        "sla_clocks",
        ["thread_id", "target"],
        unique=True,
        postgresql_where=unended,
        sqlite_where=unended,
    )


def _carry_over() -> None:
    """What is due goes on; at the next start it is reckoned by the policy of then."""
    op.execute(
        "INSERT INTO sla_clocks (thread_id, target, state, policy, started_at, running_since,"
        " counted, warnings, due_at, next_at)"
        " SELECT id, 'first_response', 'running', 'everyone', waiting_since, waiting_since,"
        " '[]', CASE WHEN sla_next_at < response_due_at THEN 0 ELSE 1 END,"
        " response_due_at, sla_next_at FROM threads"
        " WHERE response_due_at IS NOT NULL AND waiting_since IS NOT NULL"
        " AND sla_next_at IS NOT NULL"
    )


def _threads() -> None:
    op.drop_index("ix_threads_sla_next_at", "threads")
    op.drop_index("ix_threads_response_due_at_id", "threads")
    op.execute("ALTER TABLE threads DROP COLUMN sla_next_at")
    op.execute("ALTER TABLE threads RENAME COLUMN response_due_at TO promise_due_at")
    op.create_index("ix_threads_promise_due_at_id", "threads", ["promise_due_at", "id"])
    integer = Id.compile(op.get_context().dialect)  # SQLite refuses a constraint of its own
    op.execute(
        f"ALTER TABLE threads ADD COLUMN previous_assignee_id {integer}"
        " CONSTRAINT fk_threads_previous_assignee_id_agents REFERENCES agents (id)"
    )
