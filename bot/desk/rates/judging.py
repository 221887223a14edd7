"""Judging: each minute, which error rates are too high, and which are low again."""

from collections.abc import Sequence
from dataclasses import replace

from bot.config.counting import Count, Share
from bot.desk.desk import Desk
from bot.desk.rates.counting import Rule, minute_of, rules_of, widest
from bot.desk.rates.telling import Judged, tell
from bot.desk.signals.mode import is_shadow
from bot.desk.signals.signal import State
from store.error_rates import ErrorRate, ErrorRates
from store.requests import Requests, Total
from store.transaction import Transaction

Found = tuple[str, Total]  # a rule, and what it found


def too_high(tx: Transaction, desk: Desk) -> list[Found]:
    """Return where too many requests failed."""
    return [
        (name, total)
        for name, _, counting in rules_of(desk)
        for total in Requests(tx).at_least(
            name,
            minute_of(tx.now - counting.window),
            counting.least_requests,
            counting.least_errors,
        )
        if _percent(total) > counting.above.percent
    ]


def judge(tx: Transaction, desk: Desk, found: Sequence[Found]) -> None:
    """Tell what has become too high, and what is low again; whichever replica is first does it."""
    for rule in rules_of(desk):
        known = ErrorRates(tx).lock(rule[0])
        for rate in known:
            _look_again(tx, desk, rule, rate)
        places = {(rate.customer_id, rate.key) for rate in known}
        for name, total in found:
            if name == rule[0] and (total.customer_id, total.key) not in places:
                _begin(tx, desk, rule, total)


def forget(tx: Transaction, desk: Desk) -> bool:
    """Delete a minute of what cannot matter any more; say whether there was one."""
    requests = Requests(tx)
    oldest = minute_of(tx.now - widest(rules_of(desk)))
    counted = requests.forget_counted(minute_of(tx.now))
    return requests.forget_counts(oldest) or counted


def _permille(total: Total) -> int:
    return round(10 * _percent(total))


def _percent(total: Total) -> float:
    return 100 * total.errors / total.requests if total.requests else 0.0


def _begin(tx: Transaction, desk: Desk, rule: Rule, total: Total) -> None:
    name, trigger, _ = rule
    shadow = is_shadow(tx, name, trigger)
    place = (name, total.customer_id, total.key)
    if ErrorRates(tx).begin(*place, _permille(total), shadow=shadow):
        tell(tx, desk, rule, Judged(total, State.firing))


def _look_again(tx: Transaction, desk: Desk, rule: Rule, rate: ErrorRate) -> None:
    name, trigger, counting = rule
    since = minute_of(tx.now - counting.window)
    total = Requests(tx).of(name, since, rate.customer_id, rate.key)
    after = _after(rate, total, counting, tx)
    if rate.shadow and not is_shadow(tx, name, trigger):
        ErrorRates(tx).end(rate)  # it was only a rehearsal: it is told when it still is too high
    elif after.calm_since is not None and tx.now - after.calm_since >= counting.calm_for:
        ErrorRates(tx).end(rate)
        tell(tx, desk, rule, Judged(total, State.resolved))
    elif tx.now - after.heard_at >= counting.calm_for:
        ErrorRates(tx).end(rate)  # nobody knows how it is: people say when it is over
    elif _is_worse(rate, total, counting):
        ErrorRates(tx).save(replace(after, told=_permille(total)))
        tell(tx, desk, rule, Judged(total, State.firing))
    else:
        ErrorRates(tx).save(after)


def _is_worse(rate: ErrorRate, total: Total, counting: Count) -> bool:
    """Whether it is twice of what people heard last, and still rests on enough requests."""
    enough = total.requests >= counting.least_requests and total.errors >= counting.least_errors
    told = rate.told or round(10 * counting.above.percent)
    return enough and _permille(total) >= 2 * told


def _after(rate: ErrorRate, total: Total, counting: Count, tx: Transaction) -> ErrorRate:
    if total.requests == 0:
        return replace(rate, calm_since=None)
    calm = Share(_percent(total)) < counting.calm_below
    calm_since = (rate.calm_since or tx.now) if calm else None
    return replace(rate, heard_at=tx.now, calm_since=calm_since)
