"""A stage: the desk, its Slack, and a clock that can begin in the past."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app import Bellhop
from bot.clock import SystemClock
from playground import Person, Slack
from store.transaction import Transaction

TRIAGE, ACME, GLOBEX, INITECH = "C0TRIAGE", "C0ACME", "C0GLOBEX", "C0NEW"
SOON = timedelta(seconds=20)  # what is due later happens when its time comes
EARLIER = timedelta(days=2)


@dataclass
class StageClock:
    """This machine's clock, behind its time until the stage is set: it only goes forward."""

    behind: timedelta = EARLIER
    _real: SystemClock = field(default_factory=SystemClock)

    def now(self) -> datetime:
        """Return the time on the stage."""
        return self._real.now() - self.behind

    def forward(self, by: timedelta) -> None:
        """Let time pass, up to the present."""
        self.behind = max(timedelta(), self.behind - by)


@dataclass
class Stage:
    """Lets people do what they do at some time in the past, and everything that follows happen."""

    slack: Slack
    bellhop: Bellhop
    clock: StageClock

    async def at(self, handle: str, **ago: float) -> Person:
        """Go to a time and return who acts then."""
        await self.settle()
        self.clock.forward(self.clock.behind - timedelta(**ago))
        await self.settle()
        return self.slack.person(handle)

    async def card(self, thread: int) -> str:
        """Return the ts of a thread's card."""
        found = await self.bellhop.store.read(lambda tx: tx.threads.get(thread))
        if found is None or found.card_ts is None:
            raise LookupError(f"T-{thread} has no card")
        return found.card_ts

    async def settle(self) -> None:
        """Let happen what is due, and turn the clock for what Slack makes wait."""
        end = self.clock.now() + SOON
        while True:
            await self.slack.settled()
            if await self.bellhop.courier.drain() + await self.bellhop.followups.drain():
                continue
            due = await self.bellhop.store.read(_next_due)
            if due is None or due > end:
                return
            self.clock.forward(max(due - self.clock.now(), timedelta(milliseconds=1)))


def _next_due(tx: Transaction) -> datetime | None:
    due = (tx.lanes.next_due(), tx.followups.next_due())
    return min(filter(None, due), default=None)
