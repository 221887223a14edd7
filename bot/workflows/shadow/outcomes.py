"""Outcomes: what each variant of a workflow came to, and whether they really differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.workflows.library import Library
from bot.workflows.shadow.significance import Difference, Share, differences
from store.outcomes import Outcomes as Rows
from store.outcomes import VariantCounts
from store.transaction import Transaction


@dataclass(frozen=True)
class Variant:
    """One variant; a mean or a median is None while there is nothing to take it of."""

    counts: VariantCounts
    csat: float | None
    median: timedelta | None

    @property
    def alone(self) -> Share:
        """Resolved without a human, of the threads that are decided."""
        decided = self.counts.alone + self.counts.touched
        return Share(self.counts.variant, self.counts.alone, decided)

    @property
    def reopened(self) -> Share:
        """Reopened, of the threads that were resolved at least once."""
        resolved = max(self.counts.resolved, self.counts.reopened)
        return Share(self.counts.variant, self.counts.reopened, resolved)


@dataclass(frozen=True)
class Outcomes:
    """All variants of a workflow, and every two of them beside each other."""

    workflow: str
    variants: Sequence[Variant]
    alone: Sequence[Difference]
    reopened: Sequence[Difference]


def outcomes(tx: Transaction, library: Library, name: str) -> Outcomes:
    """Return what the variants of the version in use came to; LookupError without one."""
    file_id, rows = library.file_id(name), Rows(tx)
    medians = rows.medians(name, file_id)
    variants = [
        Variant(one, one.scored / one.scores if one.scores else None, medians.get(one.variant))
        for one in rows.counts(name, file_id)
    ]
    alone = differences([one.alone for one in variants])
    return Outcomes(name, variants, alone, differences([one.reopened for one in variants]))


def told(difference: Difference, what: str) -> str:
    """Say in plain words whether two variants differ in `what`."""
    a, b = difference.first, difference.second
    shares = f"{a.name} {a.rate:.0%} ({a.part} of {a.whole}), {b.name} {b.rate:.0%} ({b.part} of {b.whole})"
    if difference.told:
        more = a if a.rate > b.rate else b
        return f"{what}: {more.name} more often: {shares}; p = {difference.p:.3f}"
    return f"{what}: no difference can be told yet: {shares}; p = {difference.p:.2f}; {_more(difference)}"


def _more(difference: Difference) -> str:
    if difference.needed is None:
        return "so far there is none"
    if difference.needed == 0:  # enough for two, but several pairs were compared
        return "a few more threads may tell"
    return f"about {difference.needed:,} more threads would tell one of this size"
