"""Versions: what messages said before they were edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, Text

from store.schema import Id, UtcDateTime, metadata

versions = Table(
    "message_versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("replaced_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said before an edit."""

    id: int
    message_id: int
    text: str
    replaced_at: datetime
