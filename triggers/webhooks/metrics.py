"""What the receiver of webhooks counts."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter


class Result(StrEnum):
    """What became of a request, or of one event in it."""

    accepted = "accepted"
    ignored = "ignored"
    duplicate = "duplicate"
    counted = "counted"  # a request, for an error rate
    failed = "failed"  # kept in the inbox, to be tried again
    bad_signature = "bad_signature"
    malformed = "malformed"
    too_large = "too_large"
    cut_off = "cut_off"  # the sender hung up before all of it came
    rate_limited = "rate_limited"
    unavailable = "unavailable"  # our own trouble


class Metrics:
    """The counters of the receiver."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._webhooks = Counter(
            "bellhop_webhooks_total",
            "Webhooks by the name of their sender and by what became of them",
            ["webhook", "result"],
            registry=registry,
        )
        self._refused = Counter(
            "bellhop_webhooks_refused_total",
            "Webhooks without a good signature, by why not",
            ["webhook", "why"],
            registry=registry,
        )
        self._secrets = Counter(
            "bellhop_webhook_secrets_total",
            "By which secret, as its variable is named, webhooks were verified",
            ["webhook", "variable"],
            registry=registry,
        )

    def count(self, webhook: str, result: Result, times: int = 1) -> None:
        """Count what became of one, or of several."""
        self._webhooks.labels(webhook, result).inc(times)

    def refused(self, webhook: str, why: str) -> None:
        """Count why one was not verified."""
        self._refused.labels(webhook, why).inc()

    def verified(self, webhook: str, variable: str) -> None:
        """Count which secret was used: an old one that is still in use should not be taken away."""
        self._secrets.labels(webhook, variable).inc()
