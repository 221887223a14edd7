"""Full-text search in messages: FTS5 on SQLite, a text-search index on PostgreSQL."""

import re

from sqlalchemy import ColumnClause, Select, func, literal_column, select, text

from store.messages import messages

LANGUAGE: ColumnClause[str] = literal_column(
    "'simple'"
)  # customers write in every language: no stemming


def messages_like(q: str, dialect: str) -> Select[tuple[int]]:
    """Return the ids of threads with a message that has all words of `q`, or their beginnings."""
    words = re.findall(r"\w+", q)
    found = select(messages.c.thread_id).where(messages.c.thread_id.is_not(None))
    if dialect == "postgresql":
        query = func.to_tsquery(LANGUAGE, " & ".join(f"{word}:*" for word in words))
        return found.where(func.to_tsvector(LANGUAGE, messages.c.text).op("@@")(query))
    match = " ".join(f'"{word}"*' for word in words)
    rows = text("SELECT rowid FROM messages_fts WHERE messages_fts MATCH :match")
    return found.where(messages.c.id.in_(rows.bindparams(match=match).columns(messages.c.id)))
