"""Links: the issues of trackers that threads are about, and what was said about them."""

import sqlalchemy as sa
from alembic import op

from store.schema import Id, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _links()
    _linked_threads()
    _link_comments()


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", Id, nullable=False),
        sa.Column("tracker", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("version", UtcDateTime()),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime()),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("paused_until", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("tracker", "external_id", name="uq_links_tracker_external_id"),
    )
    only = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_links_due_at", "links", ["due_at"], postgresql_where=only, sqlite_where=only
    )


def _linked_threads() -> None:
    op.create_table(
        "linked_threads",
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("link_id", Id, nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text()),
        sa.PrimaryKeyConstraint("thread_id", "link_id", name="pk_linked_threads"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_linked_threads_thread_id_threads"
        ),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_linked_threads_link_id_links"),
    )
    op.create_index("ix_linked_threads_link_id", "linked_threads", ["link_id"])


def _link_comments() -> None:
    op.create_table(
        "link_comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("link_id", Id, nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("key", sa.Text()),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_comments"),
        sa.UniqueConstraint("key", name="uq_link_comments_key"),
        sa.UniqueConstraint("link_id", "external_id", name="uq_link_comments_link_id_external_id"),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_link_comments_link_id_links"),
    )
