"""One transaction of a courier: settle what came back, then take what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.doubt import POST, question, signed
from bot.delivery.errand import Errand, Result
from bot.delivery.gate import Gate, Queue
from bot.delivery.kinds import Call
from bot.delivery.limits import Quota, quotas_of
from bot.delivery.located import located
from bot.delivery.outbox import is_shared
from bot.delivery.settling import Settling
from bot.errors import Unreachable
from store.database import is_passing
from store.deliveries import Audience, Delivery, DeliveryState, Urgency
from store.transaction import Transaction

IN_A_ROW = 10  # from one lane before others get their turn
ROUNDS = 8  # of claiming in one transaction
SHOWN = {"chat.postMessage", "chat.postEphemeral", "chat.update"}  # what people in a channel read


@dataclass(frozen=True, slots=True)
class Ready:
    """The head of a lane that we hold, and what to call for it."""

    head: Delivery
    call: Call
    asked: Call | None
    urgency: Urgency
    nth: int

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """What has to let it through."""
        asked = quotas_of(self.asked.method) if self.asked else ()
        return (*quotas_of(self.call.method, self.call.args.get("channel")), *asked)


@dataclass
class Turn:
    """A rule that remembers what it was busy with, should it break.

    `result` came back and is settled first; `room` is how many errands may be taken, from lanes
    no less urgent than `least`; `sweep` looks for lanes whose wake-up was lost.
    """

    settling: Settling
    queue: Queue
    result: Result | None
    room: int
    least: Urgency
    sweep: bool
    errands: tuple[Errand, ...] = ()
    wait: timedelta | None = None  # until the next lane is due, if we had room for it
    composing: Delivery | None = None
    kept: bool = False  # the result was ours to settle

    def __call__(self, tx: Transaction) -> None:
        """Settle and take."""
        self.composing, self.kept, self.errands = None, False, ()
        if self.sweep:
            tx.lanes.rouse()
        self._let_through(tx, self._same_lane(tx))
        for _ in range(ROUNDS):
            claimed = self._claimed(tx)
            if not claimed:
                break
            self._let_through(tx, claimed)
        if self.room > len(self.errands) and (next_due := tx.lanes.next_due()) is not None:
            self.wait = next_due - tx.now

    def salvage(self, tx: Transaction, error: Exception, tell: bool) -> None:
        """Put away what this turn broke on, so that everything else can go on."""
        bug = located(error)
        if self.composing is None:
            if self.result is not None:
                self.settling.settle_untold(tx, self.result, bug, tell)
            return
        head, fresh = self.composing, tx.deliveries.get(self.composing.id)
        if fresh is None or (fresh.state, fresh.attempts) != (head.state, head.attempts):
            return  # someone else took it meanwhile
        leased = tx.deliveries.lease(head.id, self.settling.settings.lease)
        if is_passing(error):
            doubt = head.state is DeliveryState.leased
            self.settling.retry(tx, leased, Unreachable(bug), doubt)
        else:
            self.settling.bury(tx, leased, f"it cannot be composed: {bug}", tell=tell)

    def _same_lane(self, tx: Transaction) -> list[Ready]:
        """Settle, and stay in the lane while it is ours, due, and not keeping others waiting."""
        result, settling = self.result, self.settling
        if result is None:
            return []
        self.kept = settling.settle(tx, result)
        tx.flush()  # now, so that what breaks is known to be this result
        if not self.kept:
            return []
        done = result.errand
        lane = done.delivery.lane
        if done.nth >= IN_A_ROW or not self.room:
            tx.lanes.release(lane, settling.owner, tx.now)
            return []
        if not tx.lanes.extend(lane, settling.owner, settling.settings.lease):
            return []
        ready = self._head_of(tx, lane, done.urgency, done.nth + 1)
        return [ready] if ready else []

    def _claimed(self, tx: Transaction) -> list[Ready] | None:
        """Take lanes; None when there are none to take."""
        room = self.room - len(self.errands)
        owner, lease = self.settling.owner, self.settling.settings.lease
        lanes = tx.lanes.claim(owner, lease, room, self.least) if room > 0 else []
        heads = [self._head_of(tx, lane.lane, Urgency(lane.urgency), 1) for lane in lanes]
        return [ready for ready in heads if ready] if lanes else None

    def _head_of(self, tx: Transaction, lane: str, urgency: Urgency, nth: int) -> Ready | None:
        """Return what a lane of ours has to send now, or let go of the lane."""
        due_at: datetime | None = tx.now
        for _ in range(IN_A_ROW):
            head = tx.deliveries.head(lane)
            due_at = head.due_at if head else None
            if head is None or due_at is None or due_at > tx.now:
                break
            if (call := self._composed(tx, head)) is not None:
                doubt = head.state is DeliveryState.leased and call.method == POST
                asked = question(call, head) if doubt else None
                return Ready(head, call, asked, urgency, nth)
        tx.lanes.release(lane, self.settling.owner, due_at)
        return None

    def _composed(self, tx: Transaction, head: Delivery) -> Call | None:
        """Return the call of a delivery; without one it is settled: nothing to send, or dead."""
        self.composing = head
        kind, most = self.settling.kinds.get(head.kind), self.settling.settings.attempts
        why = call = None
        if head.attempts >= most:
            why = f"given up: no attempt of {head.attempts} was ever finished; it may have arrived"
        elif kind is None:
            why = f"there is no kind {head.kind!r}"
        elif (call := kind.compose(tx, head)) is not None:
            why = _leak(tx, head, call)
        if why is not None or call is None:
            leased = tx.deliveries.lease(head.id, self.settling.settings.lease)
            if why is None:
                tx.deliveries.settle(leased, DeliveryState.delivered, forgiven=True)
            else:
                self.settling.bury(tx, leased, why)
            tx.flush()  # now, so that what breaks is known to be this delivery
            call = None
        self.composing = None
        return call

    def _let_through(self, tx: Transaction, heads: Sequence[Ready]) -> None:
        """Lease what Slack's limits let through, and let go of the other lanes until they do."""
        if not heads:
            return
        gate = Gate(tx, [quota for ready in heads for quota in ready.quotas], self.queue)
        owner, lease = self.settling.owner, self.settling.settings.lease
        for ready in heads:
            head, until = ready.head, gate.blocked(ready.quotas, ready.urgency)
            if until is not None:
                tx.lanes.release(head.lane, owner, head.due_at, until)
                continue
            leased = tx.deliveries.lease(head.id, lease)
            call = signed(ready.call, head.key)
            self.errands += (Errand(leased, call, ready.asked, ready.urgency, ready.nth),)


def _leak(tx: Transaction, head: Delivery, call: Call) -> str | None:
    """Say why it must not be sent: the channel may have been shared since it was queued."""
    channels = {head.channel, call.args.get("channel") if call.method in SHOWN else None}
    for channel in channels - {None}:
        if head.audience is Audience.internal and is_shared(tx, str(channel)):
            return f"it is internal, and customers are in {channel} by now"
    return None
