"""One transaction of a courier: settle what came back, then take what comes next."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.delivery.compose import Ready, composed
from bot.delivery.errand import Errand, Result
from bot.delivery.gate import Gate, Queue
from bot.delivery.limits import Quota
from bot.delivery.located import located
from bot.delivery.settling import Settling
from bot.errors import TokenDead, Unreachable
from store.database import is_passing
from store.deliveries import Delivery, DeliveryState, Urgency
from store.transaction import Transaction

IN_A_ROW = 10  # from one lane before others get their turn
ROUNDS = 8  # of claiming in one transaction


@dataclass
class Turn:
    """A rule that remembers what it was busy with, should it break.

    `results` came back and are settled first; `room` is how many errands may be taken, from lanes
    no less urgent than `least`; `sweep` looks for lanes whose wake-up was lost.
    """

    settling: Settling
    queue: Queue
    results: Sequence[Result]
    room: int
    least: Urgency
    sweep: bool
    errands: tuple[Errand, ...] = ()
    wait: timedelta | None = None  # until the next lane is due, if we had room for it
    composing: Delivery | None = None
    kept: int = 0  # deliveries that arrived, by results that were ours to settle
    broke: bool = False  # and nothing of it is written

    def __call__(self, tx: Transaction) -> None:
        """Settle and take."""
        self.composing, self.kept, self.errands = None, 0, ()
        self.settling.ended.clear()  # what was undone did not happen
        if self.sweep:
            tx.lanes.rouse()
        self._let_through(tx, self._same_lanes(tx))
        for _ in range(ROUNDS):
            claimed = self._claimed(tx)
            if claimed is None:
                break
            self._let_through(tx, claimed)
        if not self.results and self.room > len(self.errands) and self.least is Urgency.routine:
            next_due = tx.lanes.next_due()
            self.wait = None if next_due is None else next_due - tx.now

    def salvage(self, tx: Transaction, error: Exception, tell: bool) -> None:
        """Put away what this turn broke on, so that everything else can go on.

        Of several results nobody knows which it was: each of them gets a turn of its own first.
        """
        bug = located(error)
        self.settling.ended.clear()
        if self.composing is None:
            for result in self.results:
                self.settling.settle_untold(tx, result, bug, tell)
            return
        head, fresh = self.composing, tx.deliveries.get(self.composing.id)
        if fresh is None or (fresh.state, fresh.attempts) != (head.state, head.attempts):
            return  # someone else took it meanwhile
        leased = tx.deliveries.lease(head.id, self.settling.settings.lease)
        doubt = head.state is DeliveryState.leased
        if is_passing(error) and not self.settling.is_overdue(leased):
            self.settling.retry(tx, leased, Unreachable(bug), doubt)
        else:
            self.settling.bury(tx, leased, f"it cannot be composed: {bug}", doubt, tell=tell)

    def _same_lanes(self, tx: Transaction) -> list[Ready]:
        """Settle, and stay in the lanes that are ours, due, and not keeping others waiting."""
        ours = [one for one in sorted(self.results, key=_order) if self.settling.settle(tx, one)]
        tx.flush()  # now, so that what breaks is known to be these results
        self.kept = sum(result.error is None for result in ours)
        following = [self._following(tx, result.errand) for result in ours]
        return [ready for ready in following if ready]

    def _following(self, tx: Transaction, done: Errand) -> Ready | None:
        lane = done.delivery.lane
        if done.nth >= IN_A_ROW or not self.room:
            tx.lanes.release(lane, self.settling.owner, tx.now)
            return None
        return self._head_of(tx, lane, done.urgency, done.nth + 1)

    def _claimed(self, tx: Transaction) -> list[Ready] | None:
        """Take lanes; None when there are none to take."""
        room = self.room - len(self.errands)
        owner, lease = self.settling.owner, self.settling.settings.lease
        lanes = tx.lanes.claim(owner, lease, room, self.least) if room > 0 else []
        heads = [self._head_of(tx, lane.lane, Urgency(lane.urgency), 1) for lane in lanes]
        return [ready for ready in heads if ready] if lanes else None

    def _head_of(self, tx: Transaction, lane: str, urgency: Urgency, nth: int) -> Ready | None:
        """Return what a lane of ours has to send now, or let go of the lane."""
        settling, due_at = self.settling, cast(datetime | None, tx.now)
        for _ in range(IN_A_ROW):
            head = tx.deliveries.head(lane)
            due_at = head.due_at if head else None
            if head is None or due_at is None or due_at > tx.now:
                break
            if nth > 1 and not tx.lanes.extend(lane, settling.owner, settling.settings.lease):
                return None  # it took us too long, and someone else has the lane
            with self._busy_with(head):
                call = composed(settling, tx, head)
            if call is not None:
                return Ready(head, call, urgency, nth)
        tx.lanes.release(lane, settling.owner, due_at)
        return None

    def _let_through(self, tx: Transaction, heads: Sequence[Ready]) -> None:
        """Lease what the limits let through, and let go of the other lanes until they do."""
        if not heads:
            return
        gate = Gate(tx, [quota for ready in heads for quota in self._quotas(ready)], self.queue)
        through = [ready for ready in heads if self._passes(tx, gate, ready)]
        gate.close()
        leased = tx.deliveries.lease_all(
            [ready.head.id for ready in through], self.settling.settings.lease
        )
        for ready in through:
            with self._busy_with(ready.head):
                self.errands += (ready.errand(leased[ready.head.id]),)

    def _passes(self, tx: Transaction, gate: Gate, ready: Ready) -> bool:
        with self._busy_with(ready.head):
            until = gate.blocked(self._quotas(ready), ready.urgency)
            if until is not None:
                owner, head = self.settling.owner, ready.head
                tx.lanes.release(head.lane, owner, head.due_at, until)
        return until is None

    def _quotas(self, ready: Ready) -> tuple[Quota, ...]:
        """Return what has to let it through: the look for what may have been sent counts too."""
        way = self.settling.ways[ready.call.way]
        looking = way.quotas(ready.call, looking=True) if ready.in_doubt else ()
        return (*way.quotas(ready.call, looking=False), *looking)

    @contextmanager
    def _busy_with(self, head: Delivery) -> Iterator[None]:
        self.composing = head
        yield
        self.composing = None  # not reached when it broke: then we know what on


def _order(result: Result) -> tuple[bool, str]:
    """A dead token first, since it stops all lanes; then as others lock lanes: by name."""
    return not isinstance(result.error, TokenDead), result.errand.delivery.lane
