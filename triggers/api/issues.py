"""The issues of engineering that a thread is about."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.desk.desk import Desk
from bot.desk.threads import locked
from bot.desk.tracking.filing import file
from bot.desk.tracking.linking import link_by_url
from bot.desk.tracking.report import Report
from store.links import Links, Stage
from store.threads import Thread
from store.transaction import Transaction
from triggers.api.acting import by_of
from triggers.api.actions import changes
from triggers.api.problem import invalid
from triggers.api.shapes import Answer, ByAnyone, Text, UtcTime, Word

Long = Annotated[Text, Field(max_length=5000)]


class IssueView(Answer):
    """An issue; `status` is its tracker's word for where it stands, `stage` is ours."""

    id: int
    tracker: str
    ref: str
    url: str
    title: str
    stage: Stage
    status: str
    assignee: str | None
    version: UtcTime | None
    read_at: UtcTime | None


class FileIssue(ByAnyone):
    """A report; `sections` are texts by their headings, `team` is who has to do it."""

    title: Annotated[Text, Field(min_length=1, max_length=255)]
    sections: Annotated[dict[Word, Long], Field(max_length=20)] = Field(default_factory=dict)
    team: Word | None = Field(default=None, description="Its key; null: the first tracker.")


class LinkIssue(ByAnyone):
    """The address of an issue that is there."""

    url: Annotated[Text, Field(min_length=1, max_length=1000)]


def issues_of(tx: Transaction, thread_id: int) -> Sequence[IssueView]:
    """Return the issues of a thread."""
    return [IssueView.model_validate(one) for one in Links(tx).of_thread(thread_id)]


def _file(tx: Transaction, desk: Desk, thread: Thread, given: FileIssue) -> Thread:
    if given.team is not None and given.team not in desk.config.teams:
        raise invalid("team", f"There is no team {given.team} in bellhop.yml.")
    report = Report(given.title, list(given.sections.items()), given.team)
    held = locked(tx, thread.id)
    file(tx, desk, held, report, by_of(tx, given.agent))
    return held


def _link(tx: Transaction, desk: Desk, thread: Thread, given: LinkIssue) -> Thread:
    link_by_url(tx, desk, thread.id, given.url, by_of(tx, given.agent))
    return thread


filed = changes(_file)
linked = changes(_link)
