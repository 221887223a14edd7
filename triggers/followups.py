"""Follow-ups, promises, episodes and escalations whose time has come."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.desk import followups, sla_watch
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.intake.inbox import described
from bot.desk.paging import due as paging
from bot.desk.signals import responding
from bot.desk.tracking import reading
from bot.views import alerts
from store.database import Store
from store.followups import Followup
from store.links import Links
from store.transaction import Transaction
from store.unit import Work
from triggers.schedule import Schedule

log = logging.getLogger(__name__)


# lets it come again; returns what never does
Failed = Callable[[Transaction, int, str], Followup | None]


@dataclass(frozen=True)
class Due:
    """How one kind of due rows is fired: a batch, or one by one, and what when one fails."""

    name: str
    batch: Callable[[Transaction, Desk], int]
    ids: Callable[[Transaction], Sequence[int]]
    one: Callable[[Transaction, Desk, int], None]
    failed: Failed


def _later(postpone: Callable[[Transaction, int], None]) -> Failed:
    """Let it come again a little later, however often it failed."""

    def failed(tx: Transaction, one: int, _why: str) -> None:
        postpone(tx, one)

    return failed


# whom somebody waits for goes first, also between two batches of what comes after
KINDS = (
    Due("escalation", paging.fire_due, paging.due_ids, paging.fire_one, _later(paging.failed)),
    Due("follow-up", followups.fire_due, followups.due_ids, followups.fire_one, followups.failed),
    Due(
        "promise",
        sla_watch.tell_due,
        sla_watch.due_ids,
        sla_watch.tell_one,
        _later(sla_watch.failed),
    ),
    Due(
        "episode",
        responding.respond_due,
        responding.due_ids,
        responding.respond_one,
        _later(responding.failed),
    ),
    Due("issue", reading.read_due, reading.due_ids, reading.read_one, _later(reading.failed)),
)


class FollowupWorker:
    """Fires what is due; a batch in which one fails is fired one by one."""

    def __init__(self, store: Store, desk: Desk, schedule: Schedule) -> None:
        self._store = store
        self._desk = desk
        self._schedule = schedule

    async def drain(self) -> int:
        """Fire everything that is due and return how many; then set the clock to the next."""
        total = 0
        while fired := await self._next():
            total += fired
        due = await self._store.read(_next_due)
        self._schedule.wake_at(Work.followups, due)
        return total

    async def _next(self) -> int:
        """Fire a batch of the first kind of which something is due: many of one delay no page."""
        for kind in KINDS:
            if fired := await self._batch(kind):
                return fired
        return 0

    async def _batch(self, kind: Due) -> int:
        try:
            return await self._store.write(kind.batch, self._desk)
        except Exception:
            log.exception("A batch failed: each %s is fired alone", kind.name)
        ids = await self._store.write(kind.ids)
        for one in ids:
            try:
                await self._store.write(kind.one, self._desk, one)
            except Exception as error:  # noqa: BLE001 - it comes again, the others are fired
                log.warning("The %s %s failed: %s", kind.name, one, described(error))
                await self._store.write(self._failed, kind, one, described(error))
        return len(ids)

    def _failed(self, tx: Transaction, kind: Due, one: int, why: str) -> None:
        """Let it come again, and tell people the first time, and when it is dead."""
        if dead := kind.failed(tx, one, why):
            raise_alert(tx, self._desk, f"dead:{one}:{uuid4().hex}", alerts.followup_dead(dead))
        else:
            told = alerts.due_failed(kind.name, one, why)
            raise_alert(tx, self._desk, f"due_failed:{kind.name}:{one}", told)


def _next_due(tx: Transaction) -> datetime | None:
    times = (
        tx.followups.next_due(),
        tx.clocks.next_due(),
        tx.episodes.next_due(),
        tx.escalations.next_due(),
        tx.pages.next_alarm(),
        Links(tx).next_due(),
    )
    return min((at for at in times if at is not None), default=None)
