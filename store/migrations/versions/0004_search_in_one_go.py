"""The full-text index of SQLite takes new words in one go, before the commit."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# what waits is not in the index yet
WAITING = "SELECT id FROM messages_fts_waiting"
REMOVE = f"""
INSERT INTO messages_fts (messages_fts, rowid, text)
SELECT 'delete', old.id, old.text WHERE old.id NOT IN ({WAITING})
"""
WAIT = "INSERT INTO messages_fts_waiting (id) VALUES (new.id) ON CONFLICT DO NOTHING"
FORGET = "DELETE FROM messages_fts_waiting WHERE id = old.id"


def upgrade() -> None:
    """Make the change."""
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute("CREATE TABLE messages_fts_waiting (id INTEGER PRIMARY KEY)")
    for name, when, statements in (
        ("insert", "AFTER INSERT", (WAIT,)),
        ("update", "AFTER UPDATE OF text", (REMOVE, WAIT)),
        ("delete", "AFTER DELETE", (REMOVE, FORGET)),
    ):
        body = " ".join(f"{statement};" for statement in statements)
        op.execute(f"DROP TRIGGER messages_fts_{name}")
        op.execute(f"CREATE TRIGGER messages_fts_{name} {when} ON messages BEGIN {body} END")
