"""Significance: whether two shares differ, or it is only chance. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, comb, erfc, sqrt

LEVEL = 0.05
Z_LEVEL, Z_POWER = 1.959964, 0.841621  # 5 % of false alarms, 80 % of real differences found
SMALL = 5  # fewer are expected in a cell: the normal distribution is no guide
MOST_EXACT = 2_000  # threads for which the exact test is cheap


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    name: str
    part: int
    whole: int

    @property
    def rate(self) -> float:
        """The share; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Difference:
    """Two shares: how likely so large a difference is by chance alone, and what it takes to tell.

    `p` is corrected for how many pairs were compared; `needed` more threads, in both together, show
    a difference of this size four times out of five. None: there is no difference to show.
    """

    first: Share
    second: Share
    p: float
    needed: int | None

    @property
    def told(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p < LEVEL


def differences(shares: Sequence[Share]) -> list[Difference]:
    """Compare every two shares, corrected for how many pairs there are (Holm)."""
    pairs = list(combinations(shares, 2))
    corrected = holm([p_value(*pair) for pair in pairs])
    return [Difference(a, b, p, needed(a, b)) for (a, b), p in zip(pairs, corrected, strict=True)]


def p_value(a: Share, b: Share) -> float:
    """Return how likely a difference at least as large is when there is none."""
    if not a.whole or not b.whole:
        return 1.0
    pooled = (a.part + b.part) / (a.whole + b.whole)
    least = min(a.whole, b.whole) * min(pooled, 1 - pooled)
    if least < SMALL and a.whole + b.whole <= MOST_EXACT:
        return fisher(a, b)
    spread = sqrt(pooled * (1 - pooled) * (1 / a.whole + 1 / b.whole))
    return erfc(abs(a.rate - b.rate) / spread / sqrt(2)) if spread else 1.0


def fisher(a: Share, b: Share) -> float:
    """Return Fisher's exact p, two-sided: all tables that are no more likely than this one."""
    parts, whole = a.part + b.part, a.whole + b.whole
    first, last = max(0, parts - b.whole), min(parts, a.whole)
    ways = [comb(a.whole, k) * comb(b.whole, parts - k) for k in range(first, last + 1)]
    here = ways[a.part - first]
    return sum(way for way in ways if way <= here) / comb(whole, parts)


def holm(ps: Sequence[float]) -> list[float]:
    """Return p values corrected by Holm's method, in their order."""
    corrected, worst = list(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda place: ps[place])):
        worst = max(worst, min(1.0, ps[place] * (len(ps) - rank)))
        corrected[place] = worst
    return corrected


def needed(a: Share, b: Share) -> int | None:
    """Return how many more threads would tell a difference of this size; None when there is none.

    Few threads say little about how large it is: one more of each kind is assumed.
    """
    p, q = ((one.part + 1) / (one.whole + 2) for one in (a, b))
    if not a.whole or not b.whole or p == q:
        return None
    each = size(p, q)
    return max(0, each - a.whole) + max(0, each - b.whole)


def size(p: float, q: float) -> int:
    """Return how many of each it takes to tell two different shares apart."""
    middle = (p + q) / 2
    alike, apart = sqrt(2 * middle * (1 - middle)), sqrt(p * (1 - p) + q * (1 - q))
    return ceil(((Z_LEVEL * alike + Z_POWER * apart) / (p - q)) ** 2)
