"""Follow-ups: what we promised to do later."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.desk.followups import replay
from bot.desk.owing.kinds import OWED
from bot.desk.promises.changing import cancel
from bot.desk.threads import WAKE
from bot.errors import Refused
from store.followups import Followup, FollowupState
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, thread_named
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Paged, Ref, Word


class FollowupQuery(Paged):
    """Which follow-ups, the newest first."""

    state: FollowupState | None = None
    thread: Word | None = Field(default=None, description="Only those of a thread.")
    agent: Word | None = Field(default=None, description="Only those that are an agent's.")


def _text(payload: object) -> object:
    return payload.get("text") if isinstance(payload, dict) else payload


class FollowupView(Answer):
    """A promise for a thread; `due_at` is null once it is fired, cancelled or dead."""

    id: int
    kind: str
    thread: Ref = Field(validation_alias="thread_id")
    state: FollowupState
    text: Annotated[str | None, BeforeValidator(_text)] = Field(
        validation_alias="payload", description="What is owed, in Slack's format."
    )
    due_at: datetime | None
    settled_at: datetime | None
    attempts: int
    error: str | None


class FollowupPage(Page[FollowupView]):
    """Some follow-ups."""


async def listed(ask: Ask[FollowupQuery]) -> FollowupPage:
    """Return a page of follow-ups."""
    query, after = ask.given, after_of(ask.given.cursor)

    def rule(tx: Transaction) -> list[Followup]:
        thread_id = thread_named(tx, query.thread, "thread").id if query.thread else None
        agent_id = agent_named(tx, query.agent).id if query.agent else None
        wanted = {"thread_id": thread_id, "agent_id": agent_id}
        return tx.followups.page(query.state, after, query.limit + 1, **wanted)

    found = await ask.deps.store.read(rule)
    return FollowupPage.of(found, query.limit, FollowupView.model_validate)


async def cancelled(ask: Ask[ByAnyone]) -> FollowupView:
    """Cancel a promise that is still to be kept."""

    def rule(tx: Transaction) -> FollowupView:
        by = by_of(tx, ask.given.agent)
        followup = known(tx.followups.get(ask.id), "follow-up", ask.id)
        if followup.kind in OWED:
            return FollowupView.model_validate(cancel(tx, ask.deps.desk, followup.id, by))
        if followup.kind == WAKE and followup.state is FollowupState.pending:
            raise Refused(f"T-{followup.thread_id} would sleep for ever: wake it instead.")
        if not tx.followups.settle(followup.id, FollowupState.cancelled):
            raise Refused(f"Follow-up {ask.id} is {followup.state}: it is too late to cancel it.")
        tx.timeline.append("followup.cancelled", by.actor, followup.thread_id, before=followup.kind)
        return FollowupView.model_validate(tx.followups.get(ask.id) or followup)

    return await ask.deps.store.write(rule)


async def replayed(ask: Ask[ByAnyone]) -> FollowupView:
    """Let what is dead be fired after all."""

    def rule(tx: Transaction) -> Followup:
        by = by_of(tx, ask.given.agent)
        known(tx.followups.get(ask.id), "follow-up", ask.id)
        return replay(tx, ask.id, by)

    return FollowupView.model_validate(await ask.deps.store.write(rule))
