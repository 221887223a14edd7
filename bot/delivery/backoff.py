"""How long to wait before the next try."""

from collections.abc import Callable
from datetime import timedelta

BASE = timedelta(seconds=1)
LONGEST = timedelta(minutes=5)
JITTER = 0.1


def backoff(attempt: int, chance: Callable[[], float]) -> timedelta:
    """Return a random part of a wait that doubles with each attempt (exponential, full jitter)."""
    doublings = min(attempt - 1, 20)  # far beyond the longest wait, and no overflow
    longest = min(BASE * float(2**doublings), LONGEST)
    return longest * chance()


def jittered(wait: timedelta, chance: Callable[[], float]) -> timedelta:
    """Return a wait a little shorter or longer, so that not all who failed together come again so."""
    return wait * (1 - JITTER + 2 * JITTER * chance())
