"""Workflows: their files, what they considered, their runs and steps."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _files()
    _occurrences()
    _runs()
    _steps()


def _files() -> None:
    op.create_table(
        "workflow_files",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_files"),
        sa.UniqueConstraint("name", "digest", name="uq_workflow_files_name_digest"),
    )
    op.create_table(
        "workflow_sets",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_sets"),
        sa.UniqueConstraint("digest", name="uq_workflow_sets_digest"),
    )
    op.create_table(
        "workflow_switches",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(40)),
        sa.Column("changed_by", sa.Text()),
        sa.Column("changed_at", UtcDateTime()),
        sa.Column("why", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_tick_at", UtcDateTime()),
        sa.Column("suggested_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("name", name="pk_workflow_switches"),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrences",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("thread_id", Id),
        sa.Column("set_id", Id, nullable=False),
        sa.Column("known", Json, nullable=False),
        sa.Column("considered", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_occurrences"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_occurrences_thread_id_threads"
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["workflow_sets.id"], name="fk_occurrences_set_id_workflow_sets"
        ),
    )
    op.create_index("ix_occurrences_thread_id_id", "occurrences", ["thread_id", "id"])
    op.create_index("ix_occurrences_at", "occurrences", ["at"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("thread_id", Id),
        sa.Column("customer_id", Id),
        sa.Column("occurrence_id", Id),
        sa.Column("position", sa.Integer()),
        sa.Column("parent_id", Id),
        sa.Column("chain", Json, nullable=False),
        sa.Column("event", Json, nullable=False),
        sa.Column("mode", sa.String(40), nullable=False),
        sa.Column("variant", sa.Text()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("step", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("context", Json, nullable=False),
        sa.Column("awaits", Json),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("leased_until", UtcDateTime()),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("category", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("compared", Json),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("key", name="uq_runs_key"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_runs_{column}_{table}")
            for column, table in (
                ("file_id", "workflow_files"),
                ("thread_id", "threads"),
                ("customer_id", "customers"),
                ("occurrence_id", "occurrences"),
                ("parent_id", "runs"),
            )
        ),
    )
    for columns in (
        ["thread_id", "id"],
        ["due_at"],
        ["state", "id"],
        ["workflow", "id"],
        ["parent_id"],
        ["occurrence_id"],
        ["ended_at"],
    ):
        op.create_index(f"ix_runs_{'_'.join(columns)}", "runs", columns)


def _steps() -> None:
    op.create_table(
        "run_steps",
        sa.Column("id", Id, nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("input", Json),
        sa.Column("output", Json),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_run_steps"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_steps_run_id_runs"),
    )
    op.create_index("ix_run_steps_run_id_id", "run_steps", ["run_id", "id"])
