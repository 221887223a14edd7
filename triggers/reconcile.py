"""The reconcile sweep: compares Slack's history with the store, and takes what was missed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.deps import Deps
from bot.desk import followups
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.sharing import share, unshare
from bot.errors import DeliveryError
from bot.views import alerts
from store.channels import Mapping as Mapped
from store.messages import Message
from store.transaction import Transaction
from triggers.comparison import Compared
from triggers.history import SlackHistory

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

MARGIN = timedelta(days=1)  # before the last thing we heard: single events get lost as well
LATELY = timedelta(days=7)
THREADS = 20  # that began before the window are looked into, the latest of each channel


@dataclass(frozen=True)
class Window:
    """A channel, and from which ts on it is compared."""

    channel: str
    oldest: str


@dataclass
class Report:
    """How many messages, edits and deletions were taken, and which channels could not be read."""

    healed: int = 0
    channels: int = 0
    failed: list[str] = field(default_factory=list)


async def reconcile(deps: Deps, since: datetime | None = None) -> Report:
    """Heal what was missed since then, or since we last heard something."""
    seen = await deps.store.read(windows, deps.desk, since)
    return await compare(SlackHistory(deps), seen)


def come_back(tx: Transaction, desk: Desk) -> list[Window]:
    """Begin again after a while: customers are told nothing until we know what they said."""
    followups.come_back(tx)
    return windows(tx, desk)


def windows(tx: Transaction, desk: Desk, since: datetime | None = None) -> list[Window]:
    """Return what to compare; to be asked before new events make us forget how long it was."""
    newest = next(iter(tx.inbox.page(limit=1)), None)
    heard = newest.received_at if newest else None
    ours = [one.id for one in tx.channels.all() if one.mapping is not Mapped.ignored]
    found = []
    for channel in [*ours, *sorted(desk.rooms)]:
        oldest = since or _last_heard(tx, channel, heard)
        if oldest is not None:
            found.append(Window(channel, f"{oldest.timestamp():.6f}"))
    return found


def _last_heard(tx: Transaction, channel: str, heard: datetime | None) -> datetime | None:
    """Return the end of what we know of a channel; never before its first message we have."""
    first, last = tx.history.first_ts(channel), tx.history.last_ts(channel)
    if first is None or last is None:
        return heard
    end = min(_time(last), heard) if heard else _time(last)
    return max(_time(first), end - MARGIN)


async def compare(history: SlackHistory, seen: Sequence[Window]) -> Report:
    """Compare channel by channel, and tell the alert channel when that led to something."""
    deps, report = history.deps, Report(channels=len(seen))
    for channel in sorted(deps.desk.internal):
        await _look_who_reads(history, channel, report)
    for window in seen:
        await _heal(history, window, report)
    if report.healed or report.failed:
        await deps.store.write(_tell, deps.desk, report)
    log.info("Compared %s channels with Slack, took %s missed", report.channels, report.healed)
    return report


async def _look_who_reads(history: SlackHistory, channel: str, report: Report) -> None:
    """Slack may have told that a channel of ours was shared while nobody listened."""
    deps = history.deps
    try:
        if await history.is_shared(channel):
            await deps.store.write(share, deps.desk, channel)
        else:
            await deps.store.write(unshare, channel)
    except DeliveryError as error:
        _failed(report, channel, error)


async def _heal(history: SlackHistory, window: Window, report: Report) -> None:
    try:
        compared = await _compared(history, window)
    except DeliveryError as error:
        _failed(report, window.channel, error)
        return
    if "" not in compared.whole:
        _failed(report, window.channel, "it has more messages than are read at once")
    for arrived in compared.missed():
        outcome = await history.deps.inbox.accept(arrived)
        report.healed += outcome is not None and not outcome.ignored


async def _compared(history: SlackHistory, window: Window) -> Compared:
    channel, oldest = window.channel, window.oldest
    # ours first: what arrives while Slack answers is not gone from its answer
    store, desk = history.deps.store, history.deps.desk
    known = await store.read(lambda tx: tx.history.since(channel, oldest))
    earlier = await store.read(_earlier_threads, desk, channel)
    found = await history.of_channel(channel, oldest)
    shown = {str(message["ts"]): message for message in found.messages}
    whole = {""} if found.complete else set()
    for root in _with_replies(found.messages, known, desk) | earlier:
        thread = await history.of_thread(channel, root, oldest)
        shown |= {str(message["ts"]): message for message in thread.messages}
        whole |= {root} if thread.complete else set()
    return Compared(channel, oldest, known, shown, frozenset(whole))


def _earlier_threads(tx: Transaction, desk: Desk, channel: str) -> set[str]:
    """Return the Slack threads that may go on though they began long ago."""
    if channel in desk.rooms:
        return set(tx.threads.last_cards(channel, THREADS))
    return {one.root_ts for one in tx.threads.latest_in_channel(channel, tx.now - LATELY, THREADS)}


def _with_replies(found: Sequence[Json], known: Mapping[str, Message], desk: Desk) -> set[str]:
    """Return the Slack threads in which a person wrote, as far as can be seen from outside."""
    answered = {
        str(message["ts"])
        for message in found
        if message.get("reply_count")
        and set(message.get("reply_users", [])) != {desk.identity.user}
    }
    return answered | {one.parent_ts for one in known.values() if one.parent_ts is not None}


def _tell(tx: Transaction, desk: Desk, report: Report) -> None:
    drawn = alerts.reconcile_report(report.healed, report.channels, report.failed)
    raise_alert(tx, desk, f"reconcile:{tx.now.isoformat()}", drawn)


def _failed(report: Report, channel: str, why: object) -> None:
    log.warning("Channel %s could not be compared with Slack: %s", channel, why)
    if channel not in report.failed:
        report.failed.append(channel)


def _time(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)
