"""What the courier counts."""

from prometheus_client import CollectorRegistry, Counter

from store.deliveries import Outcome


class Metrics:
    """The counters of one courier; without a registry nobody reads them."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._attempts = Counter(
            "bellhop_delivery_attempts_total",
            "Attempts to deliver something, by how they ended",
            ["outcome"],
            registry=registry,
        )
        self._rate_limited = Counter(
            "bellhop_slack_rate_limited_total",
            "Calls that Slack answered with 429, by method",
            ["method"],
            registry=registry,
        )
        for outcome in Outcome:
            self._attempts.labels(outcome.value)  # there from the start, at 0

    def attempted(self, outcome: Outcome) -> None:
        """Count an attempt."""
        self._attempts.labels(outcome.value).inc()

    def rate_limited(self, method: str) -> None:
        """Count a 429; for `SlackApi(on_rate_limited=…)`."""
        self._rate_limited.labels(method).inc()
