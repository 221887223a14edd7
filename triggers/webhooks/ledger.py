"""The ledger: who was heard and who was refused, since it was last carried over to the store."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock


@dataclass
class Ledger:
    """Kept in memory for a minute: a row for each request would be one that all of them wait for."""

    clock: Clock
    last_heard: dict[str, datetime] = field(default_factory=dict)
    bad: Counter[str] = field(default_factory=Counter)

    def heard(self, webhook: str) -> None:
        """Note that a sender spoke."""
        self.last_heard[webhook] = self.clock.now()

    def refused(self, webhook: str) -> None:
        """Note that someone spoke in a sender's name, without their signature."""
        self.bad[webhook] += 1
