"""The figures of workflows that Prometheus asks for: what goes on, and what ended within a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from store.run_history import RunHistory, StateCount
from store.transaction import Transaction

DAY = timedelta(days=1)


@dataclass(frozen=True)
class RunTally:
    """How many runs there are, how many steps failed, and when the first run is due."""

    counts: Sequence[StateCount]
    failed_steps: int
    due: datetime | None


def tally_runs(tx: Transaction) -> RunTally:
    """Count them."""
    since = tx.now - DAY
    history = RunHistory(tx)
    return RunTally(history.counts(since), history.failed_steps(since), tx.runs.next_due())


def of_runs(tally: RunTally, now: datetime) -> Iterator[Metric]:
    """Yield the gauges."""
    about = "Runs that go on, or ended within a day, by workflow and state"
    family = GaugeMetricFamily("bellhop_runs", about, labels=["workflow", "state"])
    for one in tally.counts:
        family.add_metric([one.workflow, str(one.state)], one.count)
    yield family
    about = "Steps that failed, of runs that ended within a day"
    yield GaugeMetricFamily("bellhop_run_steps_failed", about, value=tally.failed_steps)
    late = 0.0 if tally.due is None else max(0.0, (now - tally.due).total_seconds())
    about = "How long the first run is overdue"
    yield GaugeMetricFamily("bellhop_run_lag_seconds", about, value=late)
