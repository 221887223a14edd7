"""What everybody has before them when an incident is over, so that two of them can be compared."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import unified_diff
from pprint import pformat
from typing import Any

from store.deliveries import DeliveryState
from store.transaction import Transaction
from tests.desk.incidents.grave import Grave
from tests.desk.paging.calls import alerts, paged
from tests.door import ACME, Door, words

# what differs from day to day: times, addresses, ids that Slack gives, and a link to what a line is
# about, which it has if that was there before
OPEN = r"  ·  <https?://[^|]+\|Open message>"
PASSING = re.compile(rf"{OPEN}|<!date\^\d+\^[^>]*>|https?://[^\s|>]+|<#C[0-9A-F]+>|\b\d\d:\d\d\b")
# what is said only when it comes later than something else
NEWS = ("🌐", "📋")  # the status page has it, the tracker has begun with it

Lines = list[str]


@dataclass(frozen=True)
class Seen:
    """All of it, without times."""

    pages: list[tuple[str, str]]
    called: Lines
    public: list[tuple[str, list[tuple[str, str]]]]
    issues: list[tuple[str, int, int]]
    channels: list[tuple[str, bool, Lines, str, Lines, Lines, Lines]]
    announced: Lines
    told: dict[str, Lines]
    rooms: dict[int, Lines]
    record: list[tuple[str, str, str, str | None]]
    threads: list[tuple[str, str | None, bool]]
    undelivered: list[tuple[str, str | None]]

    def but(self, other: "Seen") -> str:
        """Return what differs, line by line."""
        before, after = (pformat(asdict(one), width=150).splitlines() for one in (other, self))
        return "\n".join(unified_diff(before, after, n=0, lineterm=""))


async def seen(grave: Grave) -> Seen:
    """Look at everything."""
    door = grave.door
    record = await door.read(lambda tx: tx.incident_record.of(1))
    return Seen(
        [(one.key, one.status) for one in grave.outages.pagerduty.incidents],
        _plain(paged(door)),
        [(one["status"], _updates(one)) for one in grave.outages.statuspage.incidents],
        [
            (one.title, len(one.pointers), len(one.remarks))
            for one in grave.trackers.jira.board.tickets.values()
        ],
        [_channel(door, one.id) for one in door.slack.channels.values() if "t-1001" in one.name],
        sorted(line for line in _plain(alerts(door)) if "T-1001" in line),
        {"carol": _told(door, "carol", ACME), "dave": _told(door, "dave", "C0GLOBEX")},
        {number: sorted(_plain(await door.room(number))) for number in (1001, 1002)},
        [(one.fact, one.actor, one.text, one.public) for one in record],
        await door.read(_threads),
        await door.read(_undelivered),
    )


def _channel(door: Door, place: str) -> tuple[str, bool, Lines, str, Lines, Lines, Lines]:
    """Return its name, whether it is put away, who is in it, its topic, pins, bookmarks, words."""
    channel = door.slack.channels[place]
    shown = [one for one in door.person("olga").sees(place) if not _of_slack(one)]
    pinned = [words(one) for one in shown if one["ts"] in channel.pins]
    return (
        channel.name,
        channel.is_archived,
        sorted(channel.members),
        channel.topic,
        _plain(pinned),
        sorted(mark["title"] for mark in channel.bookmarks),
        sorted(_plain(words(one) for one in shown if one["ts"] not in channel.pins)),
    )


def _of_slack(message: dict[str, Any]) -> bool:
    return str(message.get("subtype", "")).startswith("channel_")


def _updates(incident: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["status"], one["body"]) for one in incident["incident_updates"][::-1]]


def _told(door: Door, handle: str, place: str) -> Lines:
    root = door.person(handle).sees(place)[0]["ts"]
    return _plain(words(one) for one in door.person(handle).sees(place, root))


def _plain(lines: Iterable[str]) -> Lines:
    return [PASSING.sub("", line) for line in lines if not line.startswith(NEWS)]


def _threads(tx: Transaction) -> list[tuple[str, str | None, bool]]:
    returned = {one.thread_id: one.returned_at for one in tx.incident_threads.of(1)}
    found = [tx.threads.get(number) for number in (1001, 1002)]
    return [(str(one.status), one.severity, returned[one.id] is not None) for one in found if one]


def _undelivered(tx: Transaction) -> list[tuple[str, str | None]]:
    done = (DeliveryState.delivered, DeliveryState.cancelled)
    found = tx.deliveries.page(limit=1000)
    return [(one.key, one.error) for one in found if one.state not in done]
