"""Full-text search in messages: FTS5 on SQLite, a text-search index on PostgreSQL."""

import re
import string

from sqlalchemy import ColumnClause, Connection, Select, false, func, literal_column, select, text

from store.messages import messages

# customers write in every language: no stemming
# PostgreSQL would take an address, a version or a path for one word: only the words in it count
MARKS = string.punctuation + "‘’“”„«»–—…·、。，！？：；（）「」"
WORDS = "to_tsvector('simple', translate(text, '{}', '{}'))".format(
    MARKS.replace("'", "''"), " " * len(MARKS)
)
_words_of_message: ColumnClause[str] = literal_column(WORDS)
# by rising id: the index writes what it has gathered whenever an id is smaller than the one before
_INDEX = """
INSERT INTO messages_fts (rowid, text) SELECT messages.id, messages.text
FROM messages_fts_waiting AS waiting CROSS JOIN messages USING (id) ORDER BY waiting.id
"""
_between = re.compile(rf"[\s\x00-\x1f{re.escape(MARKS)}]+")


def messages_like(q: str, dialect: str) -> Select[tuple[int]]:
    """Return the ids of threads with a message that has all words of `q`, or their beginnings."""
    words = [word for word in _between.split(q) if any(map(str.isalnum, word))]
    found = select(messages.c.thread_id).where(messages.c.thread_id.is_not(None))
    if not words:
        return found.where(false())
    if dialect == "postgresql":
        query = func.to_tsquery(literal_column("'simple'"), " & ".join(f"{w}:*" for w in words))
        return found.where(_words_of_message.op("@@")(query))
    match = " ".join(f'"{word}"*' for word in words)
    rows = text("SELECT rowid FROM messages_fts WHERE messages_fts MATCH :match")
    return found.where(messages.c.id.in_(rows.bindparams(match=match).columns(messages.c.id)))


def index_waiting(connection: Connection) -> None:
    """Put what was said in the units of this commit into SQLite's full-text index.

    It writes out what it has at every savepoint, and units may have one each: told at once, it
    would make a segment of each message, and merge it with the others again and again.
    """
    if connection.exec_driver_sql("SELECT 1 FROM messages_fts_waiting LIMIT 1").first():
        connection.exec_driver_sql(_INDEX)
        connection.exec_driver_sql("DELETE FROM messages_fts_waiting")
