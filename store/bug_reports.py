"""Reports for engineering: what is known of a bug, while it is gathered and once it is filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, bindparam, select

from store.schema import Json, UtcDateTime, metadata
from store.statements import put
from store.unit import Rows


class Part(StrEnum):
    """One thing that a report says; those that only customers can tell are not asked of agents."""

    summary = "summary"
    who = "who"
    system = "system"
    function = "function"
    severity = "severity"
    when = "when"
    url = "url"
    request_id = "request_id"
    reproduction = "reproduction"
    steps = "steps"
    expected = "expected"
    actual = "actual"
    tried = "tried"
    wanted = "wanted"
    account = "account"
    browser = "browser"
    os = "os"


class Reproduction(StrEnum):
    """Whether it can be made to happen."""

    reproducible = "reproducible"
    intermittent = "intermittent"
    cannot = "cannot reproduce"


bug_reports = Table(
    "bug_reports",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("written", Json, nullable=False),
    Column("answered", Json, nullable=False),
    Column("files", Json, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("filed_at", UtcDateTime),
    Column("filed_by", Text),
    Column("form", Text),
    Column("filed", Json),
)


@dataclass(frozen=True, slots=True)
class BugReport:
    """A report about one thread.

    `written` is what agents filled in and `answered` what the customer did, by field; `files` are
    `{name, told}` of what the customer sent; `asked` counts how often the form was put to them, and
    `form` is the one that they can still fill in; `filed` are the headings and words that went out.
    """

    thread_id: int
    written: Mapping[str, str]
    answered: Mapping[str, Any]
    files: list[dict[str, Any]]
    asked: int
    answered_at: datetime | None
    filed_at: datetime | None
    filed_by: str | None
    form: str | None
    filed: list[list[str]] | None


_of = select(*bug_reports.c).where(bug_reports.c.thread_id == bindparam("thread"))
_save = put(bug_reports, ["thread_id"])


class BugReports(Rows):
    """The queries about reports; whoever saves one holds its thread."""

    def of(self, thread_id: int) -> BugReport:
        """Return the report about a thread; one that nobody began is empty."""
        found = self.one(BugReport, _of, {"thread": thread_id})
        return found or BugReport(thread_id, {}, {}, [], 0, None, None, None, None, None)

    def save(self, report: BugReport) -> None:
        """Write a report."""
        self.sql(_save, {name: getattr(report, name) for name in BugReport.__slots__})
