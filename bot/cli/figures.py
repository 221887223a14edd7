"""The figures of a report: counted here, so that both databases count alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean

from store.reports import Ended, Kept, Reports
from store.transaction import Transaction

NOBODY = "(nobody)"
NO_CUSTOMER = "(no customer)"


@dataclass
class Figures:
    """What happened in a period, for everybody or for one customer or agent."""

    opened: int = 0
    resolved: int = 0
    responses: list[timedelta] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    met: int = 0
    breached: int = 0

    def quantile(self, part: float) -> timedelta | None:
        """Return the time within which this part of the first answers came (nearest rank)."""
        waits = sorted(self.responses)
        return waits[max(0, -int(-part * len(waits) // 1) - 1)] if waits else None

    @property
    def csat(self) -> float | None:
        """Return the mean of the scores, 1 to 5."""
        return round(fmean(self.scores), 2) if self.scores else None


@dataclass
class Report:
    """The figures of everybody, by customer, agent, what was promised and what was the matter."""

    total: Figures = field(default_factory=Figures)
    customers: dict[str, Figures] = field(default_factory=dict)
    agents: dict[str, Figures] = field(default_factory=dict)
    promises: dict[str, Figures] = field(default_factory=dict)
    categories: dict[str, Figures] = field(default_factory=dict)

    def of(self, customer: str | None, agent: str | None) -> Sequence[Figures]:
        """Return the figures that something of this customer and agent counts for."""
        return (
            self.total,
            self.customers.setdefault(customer or NO_CUSTOMER, Figures()),
            self.agents.setdefault(agent or NOBODY, Figures()),
        )

    def sections(self) -> Mapping[str, Mapping[str, Figures]]:
        """Return all figures: by what, and for whom."""
        by_name = {
            "customer": self.customers,
            "agent": self.agents,
            "promise": self.promises,
            "category": self.categories,
        }
        return {"all": {"": self.total}} | {
            by: dict(sorted(figures.items())) for by, figures in by_name.items()
        }


def count(tx: Transaction, since: datetime, until: datetime) -> Report:
    """Count a period."""
    report, rows = Report(), Reports(tx)
    for opened in rows.opened(since, until):
        for figures in report.of(opened.customer, opened.agent):
            figures.opened += 1
            if opened.first_response_at is not None:
                figures.responses.append(opened.first_response_at - opened.opened_at)
    _ends(report, rows.ended(since, until))
    _promises(report, rows.kept(since, until))
    for given in rows.scores(since, until):
        for figures in report.of(given.customer, given.agent):
            figures.scores.append(given.score)
    return report


def _ends(report: Report, ended: Iterable[Ended]) -> None:
    for end in ended:
        for figures in report.of(end.customer, end.agent):
            figures.resolved += 1
        if end.category is not None:
            report.categories.setdefault(end.category, Figures()).resolved += 1


def _promises(report: Report, promises: Iterable[Kept]) -> None:
    for kept in promises:
        promise = f"{kept.policy}: {kept.target}"
        own = report.promises.setdefault(promise, Figures())
        for figures in (*report.of(kept.customer, kept.agent), own):
            figures.met += kept.breached_at is None
            figures.breached += kept.breached_at is not None
