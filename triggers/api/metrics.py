"""The figures that Prometheus asks for.

Counters are kept as things happen. Gauges are read from the store when somebody asks, at most every
five seconds: what waits is counted through indexes and up to a limit (store/tallies.py), and all
resolved threads, the one long count, every five minutes. Runs are counted every half minute.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import (
    CollectorRegistry,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.deps import Deps
from store.tallies import Tallies, Tally
from store.threads import Status
from store.transaction import Transaction
from triggers.api.remembered import Remembered
from triggers.api.run_figures import RunTally, of_runs, tally_runs

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=5)
SELDOM = timedelta(minutes=5)
RECENT = timedelta(seconds=30)
COUNTS = {
    "threads": ("bellhop_threads", "Threads", "status"),
    "inbox": ("bellhop_inbox_rows", "What arrived and could not be taken yet", "state"),
    "deliveries": (
        "bellhop_deliveries",
        "Deliveries that did not arrive yet, or are dead",
        "state",
    ),
    "followups": ("bellhop_followups", "Follow-ups to come, or dead", "state"),
    "promises": ("bellhop_promises", "Promises of time that are not kept yet", "state"),
}
LAGS = {
    "inbox_since": ("bellhop_inbox_lag_seconds", "How long the oldest failed row has waited"),
    "delivery_due": ("bellhop_delivery_lag_seconds", "How long the first delivery is overdue"),
    "followup_due": ("bellhop_followup_lag_seconds", "How long the first follow-up is overdue"),
}


class Gauges(Collector):
    """The figures of one bot; reads the store before it writes them out."""

    def __init__(self, registry: CollectorRegistry, deps: Deps) -> None:
        self._registry = registry
        self._clock = deps.clock
        self._waiting = Remembered(lambda: deps.store.read(_waiting), FRESH, deps.clock)
        self._resolved = Remembered(lambda: deps.store.read(_resolved), SELDOM, deps.clock)
        self._runs = Remembered(lambda: deps.store.read(tally_runs), RECENT, deps.clock)
        self._seen: tuple[Tally, int, RunTally] | None = None
        registry.register(self)
        ProcessCollector(registry=registry)

    async def exposed(self) -> bytes:
        """Return every figure in Prometheus' text format; without a database, what is left."""
        try:
            self._seen = (
                await self._waiting.get(),
                await self._resolved.get(),
                await self._runs.get(),
            )
        except Exception:
            log.exception("The gauges could not be read")
            self._seen = None
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges as they were last read."""
        up = "Whether the last question to the database was answered"
        yield GaugeMetricFamily("bellhop_database_up", up, value=float(self._seen is not None))
        if self._seen is None:
            return
        tally, resolved, runs = self._seen
        for name, described in COUNTS.items():
            also = {str(Status.resolved): resolved} if name == "threads" else {}
            yield _count({**getattr(tally, name), **also}, *described)
        outages = dict.fromkeys(tally.outages, 1)
        yield _count(outages, "bellhop_outages", "Systems that take nothing we send", "system")
        now = self._clock.now()
        yield from of_runs(runs, now)
        for name, (metric, about) in LAGS.items():
            yield GaugeMetricFamily(metric, about, value=_lag(getattr(tally, name), now))


class Commits:
    """How what is written is committed: how many units at once, and how long a group takes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        about = "Units that were committed together"
        sizes = (1, 2, 4, 8, 16, 32, 64, 128)
        self._units = Histogram("bellhop_commit_units", about, buckets=sizes, registry=registry)
        about = "How long it took to run and commit a group of units"
        self._seconds = Histogram("bellhop_commit_seconds", about, registry=registry)

    def committed(self, units: int, seconds: float) -> None:
        """Count a group."""
        self._units.observe(units)
        self._seconds.observe(seconds)


def _waiting(tx: Transaction) -> Tally:
    return Tallies(tx).waiting()


def _resolved(tx: Transaction) -> int:
    return Tallies(tx).resolved()


def _count(counts: Mapping[str, int], metric: str, about: str, label: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(metric, f"{about}, by {label}", labels=[label])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family


def _lag(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
