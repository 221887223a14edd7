"""Slack's rate limits, when a test or the demo asks for them."""

from collections import deque
from collections.abc import Callable
from math import ceil

from playground.errors import Json

PER_MINUTE = {0: 600, 1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_CHANNEL = 1  # a second, for chat.postMessage
WINDOW_SECONDS = 60


class Limits:
    """Counts calls per method over the last minute; off until `enforced`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.enforced = False
        self._now = now
        self._made: dict[str, deque[float]] = {}

    def wait(self, method: str, tier: int, args: Json) -> int:
        """Seconds until this call would be let through; 0 lets it through and counts it."""
        if not self.enforced:
            return 0
        wait = self._over(method, PER_MINUTE[tier], WINDOW_SECONDS)
        if method == "chat.postMessage":
            wait = max(wait, self._over(_lane(args), POSTS_PER_CHANNEL, 1))
        if wait:
            return ceil(wait)
        self._count(method)
        self._count(_lane(args))
        return 0

    def _over(self, key: str, allowed: int, seconds: float) -> float:
        made = self._made.get(key)
        if made is None:
            return 0
        recent = [at for at in made if at > self._now() - seconds]
        return recent[-allowed] + seconds - self._now() if len(recent) >= allowed else 0

    def _count(self, key: str) -> None:
        made = self._made.setdefault(key, deque(maxlen=max(PER_MINUTE.values())))
        made.append(self._now())


def _lane(args: Json) -> str:
    return f"channel {args.get('channel')}"
