"""Follow-ups that somebody owes: added, changed, done."""

from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field

from bot.desk.owing.kinds import OWED
from bot.desk.promises.changing import Change, change, finish, owe
from bot.desk.reminders import Reminder
from bot.desk.replies import typed
from store.followups import Followup
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, thread_named
from triggers.api.followups import FollowupView
from triggers.api.problem import not_found
from triggers.api.route import Ask
from triggers.api.shapes import ByAnyone, Text, UtcTime, Word

Said = Annotated[Text, Field(min_length=1, max_length=500)]


class Owe(ByAnyone):
    """What has to be done later: the customer is to hear from us (`promise`), or a reminder for us."""

    kind: Literal["promise", "reminder"] = "promise"
    due_at: UtcTime
    text: Said
    owner: Word | None = Field(default=None, description="An agent; null: whoever has it by then.")


class ChangeFollowup(ByAnyone):
    """What is different; null: as it was."""

    due_at: UtcTime | None = None
    text: Said | None = None


async def added(ask: Ask[Owe]) -> FollowupView:
    """Add one."""
    given, own_key = ask.given, ask.idempotency_key or uuid4().hex

    def rule(tx: Transaction) -> FollowupView:
        by, thread = by_of(tx, given.agent), thread_named(tx, ask.path["ref"])
        owner = agent_named(tx, given.owner, "owner").id if given.owner else None
        key, text = f"api:{thread.id}:{own_key}", typed(given.text)
        known = tx.followups.by_key(f"{given.kind}:{key}")
        reminder = Reminder(thread.id, key, given.due_at, text, (), given.kind, owner)
        return FollowupView.model_validate(known or owe(tx, ask.deps.desk, reminder, by))

    return await ask.deps.store.write(rule)


async def changed(ask: Ask[ChangeFollowup]) -> FollowupView:
    """Change one that is still to come."""

    def rule(tx: Transaction) -> FollowupView:
        by, found = by_of(tx, ask.given.agent), _known(tx, ask.id)
        text = None if ask.given.text is None else typed(ask.given.text)
        to = Change(ask.given.due_at, text)
        return FollowupView.model_validate(change(tx, ask.deps.desk, found.id, to, by))

    return await ask.deps.store.write(rule)


async def finished(ask: Ask[ByAnyone]) -> FollowupView:
    """Say that one is done."""

    def rule(tx: Transaction) -> FollowupView:
        by, found = by_of(tx, ask.given.agent), _known(tx, ask.id)
        return FollowupView.model_validate(finish(tx, ask.deps.desk, found.id, by))

    return await ask.deps.store.write(rule)


def _known(tx: Transaction, followup_id: int) -> Followup:
    found = tx.followups.get(followup_id)
    if found is None or found.kind not in OWED:
        raise not_found(f"There is no follow-up {followup_id} that somebody owes.")
    return found
