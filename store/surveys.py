"""Surveys: how content a customer was with an answer (CSAT, 1-5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from store.schema import Id, UtcDateTime, metadata
from store.unit import Rows

surveys = Table(
    "surveys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, unique=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("score", Integer),
    Column("comment", Text),
    Column("answered_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """One question to one contact about one thread; `score` is 1 (bad) to 5 (good)."""

    id: int
    thread_id: int
    contact_id: int
    asked_at: datetime
    score: int | None
    comment: str | None
    answered_at: datetime | None


_ask = insert(surveys).on_conflict_do_nothing().returning(*surveys.c)
_get = select(*surveys.c).where(surveys.c.id == bindparam("id"))
_lock = _get.with_for_update()
_of = select(*surveys.c).where(surveys.c.thread_id == bindparam("thread"))
_score = (
    update(surveys)
    .where(surveys.c.id == bindparam("survey"))
    .values(score=bindparam("given"), answered_at=bindparam("now"))
)
_comment = (
    update(surveys).where(surveys.c.id == bindparam("survey")).values(comment=bindparam("said"))
)


class Surveys(Rows):
    """The queries about surveys."""

    def ask(self, thread_id: int, contact_id: int) -> Survey | None:
        """Add a question; None when this thread was asked about before."""
        values = {"thread_id": thread_id, "contact_id": contact_id, "asked_at": self.now}
        return self.one(Survey, _ask, values)

    def get(self, survey_id: int) -> Survey | None:
        """Return a survey by id."""
        return self.one(Survey, _get, {"id": survey_id})

    def lock(self, survey_id: int) -> Survey | None:
        """Return a survey and hold it until the unit ends."""
        return self.one(Survey, _lock, {"id": survey_id})

    def of(self, thread_id: int) -> Survey | None:
        """Return the survey about a thread."""
        return self.one(Survey, _of, {"thread": thread_id})

    def score(self, survey_id: int, score: int) -> None:
        """Keep a score; a later one replaces it."""
        self.sql(_score, {"survey": survey_id, "given": score, "now": self.now})

    def comment(self, survey_id: int, comment: str) -> None:
        """Keep what the customer added."""
        self.sql(_comment, {"survey": survey_id, "said": comment})
