"""Watching the senders: one that falls silent, and bad signatures in its name, are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.views import webhooks as views
from store.product import Product
from store.transaction import Transaction
from store.webhooks import Webhook, Webhooks

ENOUGH = 5  # gaps, before a sender counts as one that speaks
TIMES = 3  # its usual gap
SHORTEST = timedelta(minutes=15)  # a minute's silence of a busy sender says nothing
HALF_LIFE = timedelta(days=7)  # so that a night, and a week-end, stay usual
AWAY = timedelta(minutes=5)  # we were not listening
MANY, MINUTES = 10, 5  # bad signatures in so many minutes
UNHEARD = timedelta(days=3)  # after that, who was not seen may have been there
QUIET = timedelta(hours=1)  # between two alerts about them


@dataclass(frozen=True)
class Noted:
    """What one replica saw of the senders since it looked last."""

    heard: Mapping[str, datetime] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)


def watch(tx: Transaction, desk: Desk, names: Sequence[str], noted: Noted) -> None:
    """Carry over what was seen, and raise the alarm where something is wrong."""
    known = Webhooks(tx)
    for before in known.lock(names):
        row = _seen(before, tx.now, noted)
        _unheard(tx, before, row)
        known.save(_tell_refusals(tx, desk, _tell_silence(tx, desk, row)))


def tell_behind(tx: Transaction, desk: Desk, most: int) -> None:
    """Tell once an hour, whichever replica is first, that webhooks are sent away."""
    key = f"webhooks_behind:{tx.now:%Y-%m-%dT%H}"
    raise_alert(tx, desk, key, views.behind(most))


def _unheard(tx: Transaction, before: Webhook, row: Webhook) -> None:
    """What was told while nobody heard it, nobody knows."""
    if before.last_at and row.last_at and row.last_at - before.last_at > UNHEARD:
        Product(tx).blind(row.name, row.last_at)


def _seen(row: Webhook, now: datetime, noted: Noted) -> Webhook:
    listened = _listened(row, now)
    at = noted.heard.get(row.name)
    spoken = listened if at is None else _spoken(listened, at)
    return _refused(spoken, now, noted.refused.get(row.name, 0))


def _listened(row: Webhook, now: datetime) -> Webhook:
    """Leave out the time in which nobody listened: that silence is ours."""
    away = now - row.looked_at
    if away > AWAY and row.quiet_since is not None:
        row = replace(row, quiet_since=min(now, row.quiet_since + away))
    return replace(row, looked_at=now)


def _spoken(row: Webhook, at: datetime) -> Webhook:
    """The usual gap is the longest one lately: it grows at once, and fades by the week."""
    last = max(at, row.last_at or at)
    if row.quiet_since is None:
        return replace(row, last_at=last, quiet_since=at)
    gap = at - row.quiet_since
    if gap <= timedelta():
        return replace(row, last_at=last)  # we were away, or another replica heard it later
    faded = row.usual_gap * 0.5 ** (gap / HALF_LIFE)
    # a silence that was told is not what is usual: but who speaks more seldom now is believed, slowly
    counted = (
        min(gap.total_seconds(), 2 * row.usual_gap) if row.silence_told else gap.total_seconds()
    )
    usual = max(counted, faded)
    spoken = replace(row, last_at=last, quiet_since=at, silence_told=False)
    return replace(spoken, usual_gap=round(usual), gaps=row.gaps + 1)


def _refused(row: Webhook, now: datetime, count: int) -> Webhook:
    minute = int(now.timestamp() // 60)
    recent = [one for one in row.refused if one[0] > minute - MINUTES]
    return replace(row, refused=[*recent, [minute, count]] if count else recent)


def _tell_silence(tx: Transaction, desk: Desk, row: Webhook) -> Webhook:
    if row.quiet_since is None or row.last_at is None or row.gaps < ENOUGH or row.silence_told:
        return row
    usual = timedelta(seconds=row.usual_gap)
    if tx.now - row.quiet_since <= max(TIMES * usual, SHORTEST):
        return row
    key = f"webhook_silent:{row.name}:{row.last_at.isoformat()}"
    raise_alert(tx, desk, key, views.silent(row.name, row.last_at, usual))
    return replace(row, silence_told=True)


def _tell_refusals(tx: Transaction, desk: Desk, row: Webhook) -> Webhook:
    count = sum(one[1] for one in row.refused)
    told = row.refused_told_at
    if count < MANY or (told is not None and tx.now - told < QUIET):
        return row
    key = f"webhook_refused:{row.name}:{tx.now.isoformat()}"
    raise_alert(tx, desk, key, views.refused(row.name, count, MINUTES))
    return replace(row, refused_told_at=tx.now)
