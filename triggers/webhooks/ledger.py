"""The ledger: who was heard and who was refused, carried over to the store by the minute."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.deps import Deps
from bot.desk.signals.watching import Noted, tell_behind, watch

log = logging.getLogger(__name__)

MOST_WAITING = 10_000  # rows that failed and are to be tried again


@dataclass
class Ledger:
    """Kept in memory for a minute: a row for each sender would be one that all requests wait for."""

    clock: Clock
    last_heard: dict[str, datetime] = field(default_factory=dict)
    bad: Counter[str] = field(default_factory=Counter)
    is_behind: bool = False  # so much waits to be tried again that more is not taken

    def heard(self, webhook: str) -> None:
        """Note that a sender spoke."""
        self.last_heard[webhook] = self.clock.now()

    def refused(self, webhook: str) -> None:
        """Note that someone spoke in a sender's name, without their signature."""
        self.bad[webhook] += 1

    async def carry_over(self, deps: Deps) -> None:
        """Write it down, and raise the alarm where something is wrong."""
        names = [*deps.desk.config.webhooks]
        if not names:
            return
        self.is_behind = await deps.store.read(lambda tx: tx.inbox.is_behind(MOST_WAITING))
        if self.is_behind:
            log.error("More than %s rows of the inbox wait: webhooks get 503", MOST_WAITING)
            await deps.store.write(tell_behind, deps.desk, MOST_WAITING)
        noted = Noted(dict(self.last_heard), dict(self.bad))
        await deps.store.write(watch, deps.desk, names, noted)
        # only now: what could not be written is carried over with the next minute
        self.bad -= Counter(noted.refused)
        if self.last_heard == noted.heard:
            self.last_heard = {}
