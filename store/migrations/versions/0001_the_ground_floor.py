"""The ground floor."""

import string

import sqlalchemy as sa
from alembic import op

from store.schema import Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


ADD = "INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text)"
REMOVE = "INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text)"
MARKS = string.punctuation.replace("'", "''") + "‘’“”„«»–—…·、。，！？：；（）「」"
WORDS = f"to_tsvector('simple', translate(text, '{MARKS}', '{' ' * (len(MARKS) - 1)}'))"


def upgrade() -> None:
    """Make the change."""
    _people()
    _threads()
    _messages()
    _inbox()
    _lanes()
    _deliveries()
    _followups()
    _search(op.get_bind())


def _people() -> None:
    op.create_table(
        "agents",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slack_user", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("image", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("key", name="uq_agents_key"),
        sa.UniqueConstraint("slack_user", name="uq_agents_slack_user"),
    )

    op.create_table(
        "customers",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("key", name="uq_customers_key"),
    )

    op.create_table(
        "teams",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("key", name="uq_teams_key"),
    )

    op.create_table(
        "channels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("customer_id", Id),
        sa.Column("mapping", sa.String(40), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_channels_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
    )
    op.create_index("ix_channels_customer_id", "channels", ["customer_id"])

    op.create_table(
        "contacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("slack_user", sa.Text()),
        sa.Column("customer_id", Id),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("image", sa.Text()),
        sa.Column("surveyed_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_contacts_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("slack_user", name="uq_contacts_slack_user"),
    )
    op.create_index("ix_contacts_customer_id", "contacts", ["customer_id"])
    op.create_index("ix_contacts_email", "contacts", ["email"])

    op.create_table(
        "customer_domains",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_customer_domains_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("domain", name="pk_customer_domains"),
    )
    op.create_index("ix_customer_domains_customer_id", "customer_domains", ["customer_id"])

    op.create_table(
        "memberships",
        sa.Column("team_id", Id, nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_memberships_agent_id_agents"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_memberships_team_id_teams"),
        sa.PrimaryKeyConstraint("team_id", "agent_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_agent_id", "memberships", ["agent_id"])


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", Id, sa.Identity(start=1001), nullable=False),
        sa.Column("customer_id", Id),
        sa.Column("contact_id", Id),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("root_ts", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(40)),
        sa.Column("team_id", Id),
        sa.Column("assignee_id", Id),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("last_message_at", UtcDateTime(), nullable=False),
        sa.Column("last_author", sa.Text(), nullable=False),
        sa.Column("has_replies", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", UtcDateTime()),
        sa.Column("response_due_at", UtcDateTime()),
        sa.Column("first_response_at", UtcDateTime()),
        sa.Column("snoozed_until", UtcDateTime()),
        sa.Column("resolved_at", UtcDateTime()),
        sa.Column("resolution", sa.String(40)),
        sa.Column("merged_into", Id),
        sa.Column("card_channel", sa.Text()),
        sa.Column("card_ts", sa.Text()),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["agents.id"], name="fk_threads_assignee_id_agents"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_threads_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_threads_customer_id_customers"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["threads.id"], name="fk_threads_merged_into_threads"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_threads_team_id_teams"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_threads_assignee_id_status_id", "threads", ["assignee_id", "status", "id"])
    op.create_index("ix_threads_card_channel_card_ts", "threads", ["card_channel", "card_ts"])
    op.create_index("ix_threads_channel_last_message_at", "threads", ["channel", "last_message_at"])
    op.create_index("ix_threads_channel_root_ts", "threads", ["channel", "root_ts"])
    op.create_index("ix_threads_contact_id", "threads", ["contact_id"])
    op.create_index("ix_threads_customer_id_id", "threads", ["customer_id", "id"])
    op.create_index("ix_threads_response_due_at_id", "threads", ["response_due_at", "id"])
    op.create_index("ix_threads_status_id", "threads", ["status", "id"])
    op.create_index("ix_threads_team_id_id", "threads", ["team_id", "id"])
    op.create_index("ix_threads_waiting_since_id", "threads", ["waiting_since", "id"])

    op.create_table(
        "labels",
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_labels_thread_id_threads"),
        sa.PrimaryKeyConstraint("thread_id", "label", name="pk_labels"),
    )
    op.create_index("ix_labels_label", "labels", ["label"])

    op.create_table(
        "surveys",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("comment", sa.Text()),
        sa.Column("answered_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_surveys_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_surveys_thread_id_threads"),
        sa.PrimaryKeyConstraint("id", name="pk_surveys"),
        sa.UniqueConstraint("thread_id", name="uq_surveys_thread_id"),
    )
    op.create_index("ix_surveys_contact_id", "surveys", ["contact_id"])

    op.create_table(
        "timeline",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("before", Json),
        sa.Column("after", Json),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_timeline_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_timeline"),
    )
    op.create_index("ix_timeline_thread_id_id", "timeline", ["thread_id", "id"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text()),
        sa.Column("parent_ts", sa.Text()),
        sa.Column("author_kind", sa.String(40), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("edited_ts", sa.Text()),
        sa.Column("deleted_at", UtcDateTime()),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("delivery_key", sa.Text()),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_messages_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("channel", "ts", name="uq_messages_channel_ts"),
        sa.UniqueConstraint("delivery_key", name="uq_messages_delivery_key"),
    )
    op.create_index("ix_messages_channel_parent_ts", "messages", ["channel", "parent_ts"])
    op.create_index("ix_messages_thread_id_id", "messages", ["thread_id", "id"])

    op.create_table(
        "message_versions",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_message_versions_message_id_messages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_versions"),
    )
    op.create_index("ix_message_versions_message_id", "message_versions", ["message_id"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("thread_id", Id),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_inbox_thread_id_threads"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("source", "key", name="uq_inbox_source_key"),
    )
    op.create_index("ix_inbox_due_at", "inbox", ["due_at"])
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_index("ix_inbox_state_id", "inbox", ["state", "id"])
    op.create_index("ix_inbox_thread_id", "inbox", ["thread_id"])
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["received_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("blocked_until", UtcDateTime()),
        sa.Column("leased_until", UtcDateTime()),
        sa.Column("owner", sa.Text()),
        sa.Column("stopped", sa.Text()),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_index("ix_lanes_due_at", "lanes", ["due_at"])

    op.create_table(
        "quotas",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_at", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_quotas"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("thread_id", Id),
        sa.Column("payload", Json, nullable=False),
        sa.Column("coalesce", sa.Text()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", UtcDateTime()),
        sa.Column("result_ts", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_deliveries_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"])
    op.create_index("ix_deliveries_channel_result_ts", "deliveries", ["channel", "result_ts"])
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])
    op.create_index(
        "ix_deliveries_lane_waiting",
        "deliveries",
        ["lane", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_deliveries_state_id", "deliveries", ["state", "id"])
    op.create_index("ix_deliveries_thread_id", "deliveries", ["thread_id"])
    op.create_index(
        "uq_deliveries_coalesce",
        "deliveries",
        ["coalesce"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
        sqlite_where=sa.text("state = 'pending'"),
    )

    op.create_table(
        "delivery_attempts",
        sa.Column("id", Id, nullable=False),
        sa.Column("delivery_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_attempts_delivery_id_deliveries"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempts"),
    )
    op.create_index("ix_delivery_attempts_delivery_id", "delivery_attempts", ["delivery_id"])


def _followups() -> None:
    op.create_table(
        "followups",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("settled_at", UtcDateTime()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name="fk_followups_thread_id_threads"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_followups"),
        sa.UniqueConstraint("key", name="uq_followups_key"),
    )
    op.create_index("ix_followups_due_at", "followups", ["due_at"])
    op.create_index("ix_followups_state_id", "followups", ["state", "id"])
    op.create_index("ix_followups_thread_id", "followups", ["thread_id"])


def _search(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE INDEX ix_messages_search ON messages USING gin ({WORDS})"
        )
        return
    op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('threads', 1000)")
    op.execute(
        "CREATE VIRTUAL TABLE messages_fts USING fts5(text, content='messages', content_rowid='id')"
    )
    for name, when, statements in (
        ("insert", "AFTER INSERT", (ADD,)),
        ("update", "AFTER UPDATE OF text", (REMOVE, ADD)),
        ("delete", "AFTER DELETE", (REMOVE,)),
    ):
        body = " ".join(f"{statement};" for statement in statements)
        op.execute(f"CREATE TRIGGER messages_fts_{name} {when} ON messages BEGIN {body} END")
