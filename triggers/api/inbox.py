"""The inbox: what reached us, what became of it, and trying again what failed."""

from datetime import datetime

from pydantic import Field

from store.inbox import InboxRow, InboxState
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, Given, Nothing, Paged, Ref, UtcTime
from triggers.reconcile import reconcile


class InboxQuery(Paged):
    """Which rows, the newest first."""

    state: InboxState | None = None


class InboxView(Answer):
    """Something that reached us; `outcome` says what it did, or why it failed."""

    id: int
    source: str
    kind: str
    key: str
    received_at: datetime
    state: InboxState
    outcome: str
    thread: Ref | None = Field(validation_alias="thread_id")
    attempts: int
    due_at: datetime | None


class InboxDetails(InboxView):
    """A row with its body, exactly as it came."""

    body: str


class InboxPage(Page[InboxView]):
    """Some rows."""


class Since(Given):
    """From when on to compare."""

    since: UtcTime | None = Field(
        default=None, description="Without it: since we last heard something."
    )


class ReconcileReport(Answer):
    """How many changes were taken, in how many channels, and which could not be read."""

    healed: int
    channels: int
    failed: list[str]


async def listed(ask: Ask[InboxQuery]) -> InboxPage:
    """Return a page of rows."""
    query, after = ask.given, after_of(ask.given.cursor)
    found = await ask.deps.store.read(lambda tx: tx.inbox.page(query.state, after, query.limit + 1))
    return InboxPage.of(found, query.limit, InboxView.model_validate)


async def shown(ask: Ask[Nothing]) -> InboxDetails:
    """Return a row."""
    return InboxDetails.model_validate(await _row(ask))


async def replayed(ask: Ask[Nothing]) -> InboxDetails:
    """Try a failed or parked row again now; the answer says what became of it."""
    await _row(ask)
    return InboxDetails.model_validate(await ask.deps.inbox.replay(ask.id))


async def reconciled(ask: Ask[Since]) -> ReconcileReport:
    """Compare Slack with what we have; this takes as long as Slack's limits make it."""
    return ReconcileReport.model_validate(await reconcile(ask.deps, ask.given.since))


async def _row(ask: Ask[Nothing]) -> InboxRow:
    row = await ask.deps.store.read(lambda tx: tx.inbox.get(ask.id))
    return known(row, "inbox row", ask.id)
