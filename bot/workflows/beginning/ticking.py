"""Ticking: when schedules are due, and the sweep over all unresolved threads that a tick begins.

A sweep takes a batch in each transaction and remembers how far it came, so that it holds nobody up
and goes on wherever it was left, on any replica.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cronsim import CronSim

from bot.desk.desk import Desk
from bot.workflows.beginning.considering import CANNOT_TELL
from bot.workflows.beginning.starting import Because, at_start, begin
from bot.workflows.language.definition import SCHEDULE, Cron
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry
from bot.workflows.library import Library
from bot.workflows.switching import failed
from store.sweeps import Sweep
from store.transaction import Transaction

BATCH = 100  # threads in one transaction
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Scheduled:
    """A workflow with a schedule, that is not off."""

    entry: Entry
    cron: Cron


@dataclass(frozen=True)
class Ticking:
    """The rules of schedules."""

    desk: Desk
    library: Library

    def due(self, tx: Transaction) -> list[str]:
        """Return the workflows whose schedule has to be looked at now."""
        self.library.refresh(tx)
        scheduled = self._scheduled()
        sweeping = tx.sweeps.names() if scheduled else []
        names = {*self.library.in_use.switches, *scheduled}
        wanted = [name for name in names if self._wants(tx, name, scheduled)]
        return sorted({*sweeping, *wanted})

    def next_due(self, tx: Transaction) -> datetime | None:
        """Return when the next run or tick is due."""
        switches = self.library.in_use.switches
        ticks = [switches[name].next_tick_at for name in self._scheduled() if name in switches]
        return min((at for at in (tx.runs.next_due(), *ticks) if at is not None), default=None)

    def take(self, tx: Transaction, name: str) -> bool:
        """Plan the next tick, take one that is due, sweep a batch; return whether more is left."""
        scheduled = self._scheduled().get(name)
        if scheduled is None:
            tx.workflows.schedule(name, None)
            tx.sweeps.end(name)
            return False
        sweep = tx.sweeps.lock(name) or self._ticked(tx, name, scheduled.cron)
        return sweep is not None and self._sweep(tx, scheduled, sweep)

    def broke(self, tx: Transaction, name: str, error: Exception) -> None:
        """Leave a tick that breaks, and wait for the next one."""
        tx.sweeps.end(name)
        scheduled = self._scheduled().get(name)
        if scheduled is not None:
            tx.workflows.schedule(name, following(scheduled.cron, tx.now))
            failed(
                tx, self.desk, scheduled.entry.workflow, f"{type(error).__name__}: {error}"[:300]
            )

    def _scheduled(self) -> Mapping[str, Scheduled]:
        return {
            entry.workflow.name: Scheduled(entry, trigger.cron)
            for entry in self.library.in_use.entries
            for trigger in entry.workflow.triggers
            if trigger.cron is not None
        }

    def _wants(self, tx: Transaction, name: str, scheduled: Mapping[str, Scheduled]) -> bool:
        switch = self.library.in_use.switches.get(name)
        at = switch.next_tick_at if switch else None
        if name not in scheduled:
            return at is not None
        return at is None or at <= tx.now or not is_tick(scheduled[name].cron, at)

    def _ticked(self, tx: Transaction, name: str, cron: Cron) -> Sweep | None:
        """Take a tick that is due; those missed while nobody was there are one."""
        switch, after = tx.workflows.switch(name), following(cron, tx.now)
        tick = switch.next_tick_at if switch else None
        if tick is None or not is_tick(cron, tick):  # it is new, or was written anew
            tx.workflows.schedule(name, after)
            return None
        if not tx.workflows.ticked(name, after):
            return None
        set_id = self.library.in_use.set_id
        occurrence = tx.occurrences.add(SCHEDULE, None, set_id, known={}, considered=[])
        return tx.sweeps.begin(Sweep(name, tick, occurrence))

    def _sweep(self, tx: Transaction, scheduled: Scheduled, sweep: Sweep) -> bool:
        ids = tx.sweeps.unresolved(sweep.after, BATCH)
        for thread_id in ids:
            sweep = self._look(tx, scheduled, replace(sweep, after=thread_id))
        _write_down(tx, sweep)
        if len(ids) == BATCH:
            tx.sweeps.save(sweep)
            return True
        tx.sweeps.end(sweep.workflow)
        return False

    def _look(self, tx: Transaction, scheduled: Scheduled, sweep: Sweep) -> Sweep:
        """Begin a run for a thread, if the workflow is for it and it is its turn."""
        sweep = replace(sweep, looked=sweep.looked + 1)
        tick, entry = sweep.tick_at.isoformat(), scheduled.entry
        event = {"name": SCHEDULE, "actor": "bellhop", "before": None, "after": tick}
        facts = at_start(Facts(tx, self.desk, sweep.after, event), entry.workflow)
        try:
            matched = entry.workflow.when.judge(facts).matched
        except CANNOT_TELL as error:
            return self._cannot_tell(tx, entry, sweep, str(error))
        if not matched:
            return sweep
        sweep = replace(sweep, matched=sweep.matched + 1)
        if not _again(tx, scheduled, sweep.after):
            return sweep
        key = f"tick:{entry.workflow.name}:{tick}:{sweep.after}"
        run = begin(tx, entry, facts, Because(key=key))
        return sweep if run is None else replace(sweep, began=sweep.began + 1)

    def _cannot_tell(self, tx: Transaction, entry: Entry, sweep: Sweep, why: str) -> Sweep:
        """Count a failure once for each tick, not for each thread."""
        if sweep.error is None:
            failed(tx, self.desk, entry.workflow, why)
        return replace(sweep, error=sweep.error or f"T-{sweep.after}: {why}")


def following(cron: Cron, at: datetime) -> datetime:
    """Return the first tick after a time."""
    ticks = CronSim(cron.expression, at.astimezone(cron.timezone))
    # in the hour that comes twice in autumn it may begin with what has passed
    return next(tick for one in ticks if (tick := one.astimezone(UTC)) > at)


@lru_cache(maxsize=2048)
def is_tick(cron: Cron, at: datetime) -> bool:
    """Whether a time is one of a schedule's; the file may have changed since it was planned."""
    return following(cron, at - MINUTE) == at


def _again(tx: Transaction, scheduled: Scheduled, thread_id: int) -> bool:
    last = tx.runs.last_began(scheduled.entry.workflow.name, thread_id)
    again = scheduled.cron.again
    return last is None or (again is not None and last + again <= tx.now)


def _write_down(tx: Transaction, sweep: Sweep) -> None:
    known = {"tick": sweep.tick_at.isoformat(), "looked": sweep.looked, "matched": sweep.matched}
    said = f"{sweep.began} runs began: {sweep.matched} of {sweep.looked} threads matched"
    because = f"{said}; cannot tell: {sweep.error}" if sweep.error else said
    considered = [[sweep.workflow, sweep.began > 0, because]]
    tx.occurrences.consider(sweep.occurrence_id, {**known, "began": sweep.began}, considered)
