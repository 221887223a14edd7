"""One thread with everything that belongs to it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from bot.deps import Deps
from store.channels import Mode
from store.clocks import ClockState, Target
from store.deliveries import DeliveryState
from store.tallies import Tallies
from store.threads import Thread
from store.transaction import Transaction
from triggers.api.acting import thread_named
from triggers.api.followups import FollowupView
from triggers.api.issues import IssueView, issues_of
from triggers.api.pages import Page, after_of
from triggers.api.route import Ask
from triggers.api.runs import OccurrenceView, RunView, occurrences_of, runs_of
from triggers.api.said import MessageView, message_view
from triggers.api.shapes import Answer, Cursor, Given, Limit
from triggers.api.thread_rows import ThreadRow, row_of


class ContactView(Answer):
    """The person who asks."""

    slack_user: str | None
    name: str | None
    email: str | None


class ModeView(Answer):
    """How messages of the channel become threads, and which level says so."""

    mode: Mode
    set_by: str


class EntryView(Answer):
    """One thing that happened."""

    id: int
    at: datetime
    actor: str
    event: str
    before: Any
    after: Any


class SurveyView(Answer):
    """How content the contact was, 1 to 5."""

    asked_at: datetime
    score: int | None
    comment: str | None
    answered_at: datetime | None


class ClockView(Answer):
    """Something that was promised; `due_at` is null while it is paused."""

    target: Target
    state: ClockState
    policy: str
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    ended_at: datetime | None


class MessagePage(Page[MessageView]):
    """Messages and notes, oldest first."""


class EntryPage(Page[EntryView]):
    """The timeline, oldest first."""


class ThreadQuery(Given):
    """Which page of its messages, and which of its timeline."""

    messages_cursor: Cursor | None = None
    timeline_cursor: Cursor | None = None
    limit: Limit = Field(default=100, description="How many messages, and how many entries.")


class ThreadDetails(ThreadRow):
    """A thread with everything that belongs to it; `deliveries` counts them by state."""

    contact: ContactView | None
    mode: ModeView
    messages: MessagePage
    timeline: EntryPage
    clocks: list[ClockView]
    followups: list[FollowupView]
    runs: list[RunView]
    occurrences: list[OccurrenceView]
    deliveries: dict[DeliveryState, int]
    survey: SurveyView | None
    issues: list[IssueView]


async def shown(ask: Ask[ThreadQuery]) -> ThreadDetails:
    """Return a thread."""
    return await ask.deps.store.read(_details, ask.deps, ask.path["ref"], ask.given)


def _details(tx: Transaction, deps: Deps, ref: str, query: ThreadQuery) -> ThreadDetails:
    thread = thread_named(tx, ref)
    mode = deps.desk.mode_of(thread.channel)
    contact = tx.contacts.get(thread.contact_id)
    survey = tx.surveys.of(thread.id)
    return ThreadDetails(
        **vars(row_of(tx, deps.desk, thread)),
        contact=ContactView.model_validate(contact) if contact else None,
        mode=ModeView(mode=mode.mode, set_by=mode.level),
        messages=_messages(tx, deps, thread, query),
        timeline=_timeline(tx, thread, query),
        clocks=[ClockView.model_validate(one) for one in tx.clocks.of(thread.id)],
        followups=[FollowupView.model_validate(one) for one in tx.followups.of(thread.id)],
        runs=runs_of(tx, thread.id),
        occurrences=occurrences_of(tx, thread.id),
        deliveries=Tallies(tx).deliveries_of(thread.id),
        survey=SurveyView.model_validate(survey) if survey else None,
        issues=list(issues_of(tx, thread.id)),
    )


def _messages(tx: Transaction, deps: Deps, thread: Thread, query: ThreadQuery) -> MessagePage:
    after = after_of(query.messages_cursor, "messages_cursor") or 0
    found = tx.messages.of_thread(thread.id, after, query.limit + 1)
    versions = tx.messages.versions(thread.id)
    return MessagePage.of(
        found, query.limit, lambda one: message_view(deps.desk, one, versions.get(one.id, ()))
    )


def _timeline(tx: Transaction, thread: Thread, query: ThreadQuery) -> EntryPage:
    after = after_of(query.timeline_cursor, "timeline_cursor") or 0
    found = tx.timeline.of(thread.id, after, query.limit + 1)
    return EntryPage.of(found, query.limit, EntryView.model_validate)
