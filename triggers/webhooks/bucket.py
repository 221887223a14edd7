"""A bucket of tokens: how many requests a sender may make, in the long run and at once."""

from datetime import datetime

from bot.config.webhooks import Rate


class Bucket:
    """Holds at most `burst` tokens, and gets `rate` new ones; each request takes one.

    Every replica has its own: a sender may do as much at each of them.
    """

    def __init__(self, rate: Rate, burst: int) -> None:
        self._rate = rate.per_second
        self._burst = burst
        self._tokens = float(burst)
        self._at: datetime | None = None

    def wait(self, now: datetime) -> float:
        """Return the seconds until there is a token."""
        passed = (now - self._at).total_seconds() if self._at else 0.0
        self._at = now
        self._tokens = min(self._burst, self._tokens + max(passed, 0.0) * self._rate)
        return max(0.0, (1 - self._tokens) / self._rate)

    def take(self, now: datetime) -> float:
        """Take a token; where there is none, return the seconds until there is one."""
        if wait := self.wait(now):
            return wait
        self._tokens -= 1
        return 0.0
