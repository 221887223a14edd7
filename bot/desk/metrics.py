"""What the inbox counts."""

from prometheus_client import CollectorRegistry, Counter


class Metrics:
    """The counters of one inbox; without a registry nobody reads them."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._events = Counter(
            "bellhop_events_total",
            "What arrived, by kind and by what became of it at first",
            ["kind", "result"],
            registry=registry,
        )

    def arrived(self, kind: str, result: str) -> None:
        """Count something that was accepted, ignored, a duplicate, or failed."""
        self._events.labels(kind, result).inc()
