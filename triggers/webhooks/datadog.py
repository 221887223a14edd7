"""Datadog: monitors, by the template that docs/webhooks.md gives; it signs nothing."""

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.paths import at, facts, ids, link, moment, tags, text
from triggers.webhooks.source import Named, Post, Source, Told

# $ALERT_TRANSITION, in lower case
STATES = {
    "triggered": State.firing,
    "re-triggered": State.firing,
    "renotify": State.firing,
    "warn": State.firing,
    "re-warn": State.firing,
    "no data": State.firing,
    "recovered": State.resolved,
}
TRANSITION = ("transition", "alert_transition")


def name(post: Post) -> Named:
    """The id is of the event; one monitor has many."""
    transition = text(post.body, *TRANSITION) or "event"
    known_as = text(post.body, "id")
    return Named(f"monitor.{transition.lower()}", f"{known_as}:{transition}" if known_as else "")


def read(told: Told) -> Signal:
    """Read a monitor: its cycle is one key from when it triggers until it recovers."""
    body, tagged = told.body, tags(at(told.body, "tags"))
    monitor = f"monitor:{text(body, 'alert_id', 'monitor_id')}:{text(body, 'scope', 'scopes')}"
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(body, "title") or "A monitor",
        key=text(body, "cycle_key") or monitor,
        state=STATES.get(text(body, *TRANSITION).lower(), State.info),
        occurred_at=moment(_number(text(body, "date", "last_updated"))),
        whom=Whom(tuple(ids(tagged))),
        facts={
            **facts(
                body,
                text="body",
                message="message",
                query="query",
                priority="priority",
                scope="scope",
                metric="metric",
            ),
            **tagged,
        },
        link=link(body, "link") or link(body, "url"),
    )


def _number(said: str) -> int | str:
    """Every value of a template is a text."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else said


SOURCE = Source(SchemeName.shared_secret, name, read)
