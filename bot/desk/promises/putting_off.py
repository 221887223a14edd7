"""Putting off: what is owed comes a little later, also when its time has come already."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.owing.kinds import PROMISE, REMINDER
from bot.desk.paging.paths import team_of
from bot.desk.promises.changing import move, unsettled
from bot.desk.room import say
from bot.desk.snoozing import mornings
from bot.desk.threads import unresolved
from bot.views import promises as views
from store.followups import Followup
from store.threads import Thread
from store.transaction import Transaction


class Later(StrEnum):
    """Until when; counted from the click, and mornings as the desk opens."""

    hour = "hour"
    morning = "morning"
    week = "week"


def put_off(tx: Transaction, desk: Desk, followup_id: int, later: Later, by: By) -> Followup:
    """Let it be due later; what was said so far does not count as having kept it."""
    thread, found = unsettled(tx, followup_id)
    if found.kind in (REMINDER, PROMISE):
        unresolved(thread)
    payload = {**found.payload, "since": tx.now.isoformat()}
    to = replace(found, due_at=_moment(tx, desk, thread, later), payload=payload)
    after = move(tx, desk, thread, found, to, by)
    say(tx, desk, thread, views.put_off(by.name, after))
    return after


def _moment(tx: Transaction, desk: Desk, thread: Thread, later: Later) -> datetime:
    if later is Later.hour:
        return tx.now + timedelta(hours=1)
    team = team_of(tx, thread)
    tomorrow, _, monday = mornings(desk, team.key if team else None, tx.now)
    return (tomorrow if later is Later.morning else monday).astimezone(UTC)
