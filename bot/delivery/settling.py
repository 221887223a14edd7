"""Writing down how a delivery ended, with what that changes, in one transaction."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.config.upkeep import Courier as Settings
from bot.delivery.backoff import LONGEST, backoff, jittered
from bot.delivery.errand import Result
from bot.delivery.gate import hold_back
from bot.delivery.kinds import ALERT, SLACK, Alert, Kind
from bot.delivery.outage import PATIENCE, is_news, is_out, system_of
from bot.delivery.way import Ways, way_of
from bot.errors import DeliveryError, TokenDead, Unreachable
from store.deliveries import Delivery, DeliveryState, Outcome
from store.transaction import Transaction

log = logging.getLogger(__name__)

SHORTEST = timedelta(seconds=1)  # a Retry-After of 0 does not mean at once


@dataclass(frozen=True, slots=True)
class Settling:
    """What a courier needs to settle, and how the attempts `ended` that it settled."""

    kinds: Mapping[str, Kind]
    settings: Settings
    owner: str
    alert: Alert
    chance: Callable[[], float]
    ways: Ways
    ended: list[Outcome] = field(default_factory=list)

    def settle(self, tx: Transaction, result: Result) -> bool:
        """Settle a result; True when we may go on with its lane."""
        call = result.errand.call
        if result.error is None:
            return self._delivered(tx, result)
        if isinstance(result.error, TokenDead):
            self._stopped(tx, result, result.error)
            return False
        quotas = self.ways[call.way].quotas(call, looking=result.looking)
        if (held_back := result.held_back) is not None and quotas:
            wait = max(held_back, SHORTEST)
            hold_back(tx, quotas[-1], wait)
            return self._postponed(tx, result, result.error, tx.now + wait)
        if isinstance(result.error, Unreachable):
            return self.retry(tx, result.errand.delivery, result.error, result.in_doubt)
        return self.bury(tx, result.errand.delivery, str(result.error), result.in_doubt)

    def retry(self, tx: Transaction, leased: Delivery, error: Unreachable, in_doubt: bool) -> bool:
        """Try again later, or give up when that was the last attempt."""
        due_at = self._next_try(tx, leased, error.retry_after or timedelta())
        if due_at is None:
            why = f"{error}; given up after {leased.attempts} attempts"
            return self.bury(tx, leased, why, in_doubt, Outcome.unreachable)
        state = DeliveryState.leased if in_doubt else DeliveryState.pending
        if not tx.deliveries.settle(leased, state, due_at, error=str(error)):
            return False
        self._attempted(tx, leased, Outcome.unreachable, str(error))
        if self.is_overdue(leased) and is_news(tx, leased, due_at):
            self._system_is_out(tx, leased, str(error))
        if error.retry_after is None or not self._waits(leased):
            return True
        # it is not this one that they do not want now, but anything of ours
        until = min(due_at, tx.now + error.retry_after)
        tx.lanes.release(leased.lane, self.owner, tx.now, until)
        return False

    def is_overdue(self, leased: Delivery) -> bool:
        """Whether it would be dead by now, if its system takes what is of others."""
        return not self._waits(leased) and leased.attempts >= self.settings.attempts

    def bury(
        self,
        tx: Transaction,
        leased: Delivery,
        why: str,
        in_doubt: bool,
        outcome: Outcome = Outcome.rejected,
        tell: bool = True,
    ) -> bool:
        """Give a delivery up, and tell everyone whom it concerns."""
        why += "; it may have arrived" if in_doubt else ""
        if not self._closed(tx, leased, DeliveryState.dead, outcome, error=why):
            return False
        if in_doubt:
            tx.deliveries.doubt(leased)
        _log(logging.ERROR, leased, f"is dead: {why}")
        if tell and (kind := self.kinds.get(leased.kind)) is not None:
            kind.refused(tx, leased, why)
        if tell:
            self._alert(tx, "dead", leased, why)
        return True

    def settle_untold(self, tx: Transaction, result: Result, bug: str, tell: bool) -> None:
        """Settle a result whose `sent`, `refused` or alert broke: it is not sent again for that."""
        leased = result.errand.delivery
        muted = {
            name: Kind(kind.compose, waits=kind.waits)
            for name, kind in self.kinds.items()
            if name == leased.kind
        }
        if replace(self, kinds=muted, alert=_unheard).settle(tx, result):
            tx.lanes.release(leased.lane, self.owner, tx.now)
        if tell:
            self._alert(tx, "unrecorded", leased, bug)

    def _waits(self, leased: Delivery) -> tuple[timedelta, ...]:
        kind = self.kinds.get(leased.kind)
        return kind.waits if kind else ()

    def _next_try(self, tx: Transaction, leased: Delivery, asked: timedelta) -> datetime | None:
        """Return when to try again, no sooner than we were `asked`; None after the last attempt."""
        waits = self._waits(leased)
        if self.is_overdue(leased):
            if tx.now >= _first_try(tx, leased) + PATIENCE or not is_out(tx, leased):
                return None
            return tx.now + max(jittered(LONGEST, self.chance), asked)
        if not waits:
            return tx.now + max(backoff(leased.attempts, self.chance), asked)
        end = _first_try(tx, leased) + sum(waits, timedelta())
        if tx.now >= end:
            return None
        wait = waits[min(leased.attempts, len(waits)) - 1]
        return min(end, tx.now + max(jittered(wait, self.chance), asked))

    def _delivered(self, tx: Transaction, result: Result) -> bool:
        leased, answer = result.errand.delivery, result.answer or {}
        outcome = Outcome.found if result.found else Outcome.delivered
        ts = str(answer.get("ts") or "") or None
        if not self._closed(tx, leased, DeliveryState.delivered, outcome, result_ts=ts):
            return False
        if (kind := self.kinds.get(leased.kind)) is not None:
            kind.sent(tx, leased, answer)
        return True

    def _stopped(self, tx: Transaction, result: Result, error: TokenDead) -> None:
        leased = result.errand.delivery
        way = way_of(leased.lane, self.ways)
        known = any(way_of(lane.lane, self.ways) == way for lane in tx.lanes.stopped())
        # all lanes of that system; before our own is written, or two workers lock each other
        stopped = tx.lanes.stop(system_of(leased.lane) + ":", str(error))
        self._postponed(tx, result, error)
        if stopped and not known:
            _log(logging.ERROR, leased, f"and all others of {way} wait for a valid token: {error}")
            self._alert(tx, "stopped", leased, str(error))

    def _system_is_out(self, tx: Transaction, leased: Delivery, why: str) -> None:
        system = system_of(leased.lane)
        _log(logging.ERROR, leased, f"and all others of {system} wait, it takes nothing: {why}")
        if system != SLACK:  # by which people would be told when it is over
            self._alert(tx, "out", leased, why)

    def _postponed(
        self,
        tx: Transaction,
        result: Result,
        error: DeliveryError,
        blocked_until: datetime | None = None,
    ) -> bool:
        """Put it back without counting the attempt, and let go of its lane."""
        leased = result.errand.delivery
        state = DeliveryState.leased if result.in_doubt else DeliveryState.pending
        if tx.deliveries.settle(leased, state, tx.now, error=str(error), forgiven=True):
            stopped = isinstance(error, TokenDead)
            outcome = Outcome.token_dead if stopped else Outcome.unreachable
            self._attempted(tx, leased, outcome, str(error))
            tx.lanes.release(leased.lane, self.owner, tx.now, blocked_until)
        return False

    def _closed(
        self,
        tx: Transaction,
        leased: Delivery,
        state: DeliveryState,
        outcome: Outcome,
        result_ts: str | None = None,
        error: str | None = None,
    ) -> bool:
        settled = tx.deliveries.settle(leased, state, result_ts=result_ts, error=error)
        if settled:  # else someone else took it, and will find what we sent
            self._attempted(tx, leased, outcome, error)
        return settled

    def _attempted(
        self, tx: Transaction, leased: Delivery, outcome: Outcome, error: str | None
    ) -> None:
        tx.deliveries.attempted(leased, outcome, error)
        self.ended.append(outcome)

    def _alert(self, tx: Transaction, what: str, leased: Delivery, why: str) -> None:
        if leased.kind != ALERT:
            self.alert(tx, what, leased, why)


def _first_try(tx: Transaction, leased: Delivery) -> datetime:
    """Return when a delivery was first tried, or first since somebody replayed it."""
    at, number = tx.now, leased.attempts
    for attempt in reversed(tx.deliveries.attempts(leased.id)):
        if attempt.number >= number:  # of a life before
            break
        at, number = attempt.at, attempt.number
    return at


def _unheard(_tx: Transaction, _what: str, _delivery: Delivery, _why: str) -> None:
    pass


def _log(level: int, delivery: Delivery, text: str) -> None:
    thread = f"T-{delivery.thread_id}" if delivery.thread_id else None
    context = {"delivery": delivery.id, "ref": thread}
    log.log(level, "Delivery %s (%s) %s", delivery.id, thread or "no thread", text, extra=context)
