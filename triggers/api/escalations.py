"""Escalations: who was called to which thread, and whether they answered; and who is on call."""

from datetime import datetime

from pydantic import Field

from bot.desk.escalations import acknowledge
from bot.desk.paging.schedules import shifts
from store.escalations import Escalation, EscalationState
from store.pages import Means
from store.transaction import Transaction
from triggers.api.acting import by_of
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Nothing, Paged, Ref


class EscalationQuery(Paged):
    """Which escalations, the newest first."""

    state: EscalationState | None = None


class PageView(Answer):
    """One call for help; `sent_at` is null until it has arrived."""

    means: Means
    whom: str
    step: int
    round: int
    queued_at: datetime
    sent_at: datetime | None


class EscalationView(Answer):
    """A thread that people are called to; `next_at` is when the next of them is, if nobody answers."""

    id: int
    thread: Ref = Field(validation_alias="thread_id")
    path: str
    why: str
    state: EscalationState
    started_by: str
    started_at: datetime
    step: int
    round: int
    next_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    pages: list[PageView] = Field(default_factory=list)


class EscalationPage(Page[EscalationView]):
    """Some escalations."""


class OnCall(Answer):
    """Who is on call in a rotation until when, and who takes over; null when nobody does."""

    rotation: str
    agent: str
    until: datetime | None
    next_agent: str | None


class OnCallList(Answer):
    """Every rotation of bellhop.yml."""

    items: list[OnCall]


async def listed(ask: Ask[EscalationQuery]) -> EscalationPage:
    """Return a page of escalations with their calls."""
    query, after = ask.given, after_of(ask.given.cursor)

    def found(tx: Transaction) -> EscalationPage:
        rows = tx.escalations.page(query.state, after, query.limit + 1)
        return EscalationPage.of(rows, query.limit, lambda one: _view(tx, one))

    return await ask.deps.store.read(found)


async def acknowledged(ask: Ask[ByAnyone]) -> EscalationView:
    """Say that somebody looks at it: nobody else is called."""

    def rule(tx: Transaction) -> EscalationView:
        by = by_of(tx, ask.given.agent)
        known(tx.escalations.get(ask.id), "escalation", ask.id)
        return _view(tx, acknowledge(tx, ask.deps.desk, ask.id, by))

    return await ask.deps.store.write(rule)


async def on_call(ask: Ask[Nothing]) -> OnCallList:
    """Return who is on call."""
    desk = ask.deps.desk

    def query(tx: Transaction) -> OnCallList:
        found = [
            OnCall(
                rotation=name,
                agent=now.agent,
                until=now.ends,
                next_agent=then.agent if then else None,
            )
            for name, now, then in shifts(tx, desk)
        ]
        return OnCallList(items=found)

    return await ask.deps.store.read(query)


def _view(tx: Transaction, escalation: Escalation) -> EscalationView:
    pages = [PageView.model_validate(page) for page in tx.pages.of(escalation.id)]
    return EscalationView.model_validate(escalation).model_copy(update={"pages": pages})
