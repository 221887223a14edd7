"""Error rates in words."""

from datetime import timedelta

from bot.views.times import span


def percent(errors: int, requests: int) -> str:
    """Return how many of a hundred: `12%`, `0.4%`."""
    share = 100 * errors / requests if requests else 0.0
    return f"{share:.0f}%" if share >= 10 else f"{share:.1f}%".replace(".0%", "%")


def too_high(errors: int, requests: int, to: str, within: timedelta) -> str:
    """Return that many requests fail."""
    return f"{percent(errors, requests)} of {_requests(requests, to)} failed within {span(within)}"


def low_again(errors: int, requests: int, to: str, within: timedelta) -> str:
    """Return that requests work again."""
    share = percent(errors, requests)
    return f"only {share} of {_requests(requests, to)} failed within {span(within)}"


def _requests(count: int, to: str) -> str:
    return f"{count:,} requests{f' to {to}' if to else ''}"
