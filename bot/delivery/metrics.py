"""What the courier counts."""

from prometheus_client import Counter

from store.deliveries import Outcome

_attempts = Counter(
    "bellhop_delivery_attempts_total",
    "Attempts to deliver something, by how they ended",
    ["outcome"],
)
_rate_limited = Counter(
    "bellhop_slack_rate_limited_total", "Calls that Slack answered with 429", ["method"]
)
for _outcome in Outcome:
    _attempts.labels(_outcome.value)  # there from the start, at 0


def attempted(outcome: Outcome) -> None:
    """Count an attempt."""
    _attempts.labels(outcome.value).inc()


def rate_limited(method: str) -> None:
    """Count a 429; for `SlackApi(on_rate_limited=…)`."""
    _rate_limited.labels(method).inc()
