"""Counting: requests of customers go into the minute in which they were made, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config.counting import Count
from bot.config.triggers import Trigger
from bot.desk.desk import Desk
from bot.desk.episodes.telling import FACTS
from bot.desk.signals.folding import fits, passes
from bot.desk.signals.signal import Signal
from bot.desk.whose import find
from bot.views.text import clip
from store.customers import Customer
from store.requests import RequestCount, Requests
from store.transaction import Transaction

DAY = timedelta(days=1)
LONGEST = 200  # characters of what is counted by itself, such as an endpoint

Rule = tuple[str, Trigger, Count]


@dataclass(frozen=True)
class Request:
    """A request to the product, as a webhook tells it; `key` is the same when it is told again."""

    key: str
    signal: Signal
    may_act: bool


def rules_of(desk: Desk, webhook: str | None = None) -> list[Rule]:
    """Return the rules that count what this webhook tells, or any."""
    return [
        (name, rule, rule.count)
        for name, rule in desk.config.triggers.items()
        if rule.count is not None and webhook in (None, rule.on.source)
    ]


def is_counted(desk: Desk, webhook: str, signal: Signal) -> bool:
    """Whether it is a request, which is no signal by itself."""
    rules = rules_of(desk, webhook)
    return any(not rule.on.type or signal.type in rule.on.type for _, rule, _ in rules)


def widest(rules: Iterable[Rule]) -> timedelta:
    """Return for how long a request matters to one of these rules."""
    return max((counting.window for _, _, counting in rules), default=timedelta())


def minute_of(at: datetime) -> int:
    """Return the minute since 1970."""
    return int(at.timestamp()) // 60


def count(tx: Transaction, desk: Desk, webhook: str, requests: Iterable[Request]) -> int:
    """Count what was not counted before, and is not too late to matter; return how many."""
    rules = rules_of(desk, webhook)
    window = widest(rules)
    oldest = minute_of(tx.now - window)
    once = {one.key: one for one in requests if minute_of(_at(one, tx.now)) >= oldest}
    if not once:
        return 0
    until = {key: _known_until(one, tx.now, window) for key, one in once.items()}
    new = [once[key] for key in Requests(tx).first_seen(webhook, until)]
    whose = {whom: find(tx, desk, whom) for whom in {one.signal.whom for one in new}}
    known = [(one, customer) for one in new if (customer := whose[one.signal.whom])]
    Requests(tx).add(_summed(rules, known, tx.now))
    return len(known)


def _at(request: Request, now: datetime) -> datetime:
    """A sender whose clock is ahead of ours speaks of now."""
    return min(request.signal.occurred_at or now, now)


def _known_until(request: Request, now: datetime, window: timedelta) -> int:
    """Return how long to know it: afterwards it would be too late, told once more.

    One that does not say when it was would never be, so senders have a day to repeat it.
    """
    at = request.signal.occurred_at
    said = at is not None and at < now + window
    return minute_of((at if said and at else now + DAY) + window)


def _summed(
    rules: Sequence[Rule], requests: Iterable[tuple[Request, Customer]], now: datetime
) -> list[RequestCount]:
    sums: dict[tuple[str, int, int, str], list[int]] = {}
    for request, customer in requests:
        signal, minute = request.signal, minute_of(_at(request, now))
        for name, rule, counting in rules:
            if not fits(rule, signal, customer):
                continue
            found = sums.setdefault((name, minute, customer.id, _key(counting, signal)), [0, 0, 0])
            found[0] += 1
            found[1] += passes(counting.errors, signal, customer)
            found[2] += not request.may_act
    return [RequestCount(*place, *found) for place, found in sums.items()]


def _key(counting: Count, signal: Signal) -> str:
    if counting.by is None:
        return ""
    found = signal.facts.get(counting.by.removeprefix(FACTS))
    return clip(" ".join(str("" if found is None else found).split()), LONGEST)
