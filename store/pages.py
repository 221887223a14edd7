"""Pages: each call for somebody's help, to whom it went, by which means, and whether it was sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from store.escalations import escalations
from store.schema import Id, UtcDateTime, metadata, one_of, only
from store.threads import threads
from store.unit import Rows, Work


class Means(StrEnum):
    """How somebody is called."""

    direct_message = "direct_message"
    mention = "mention"  # in a channel of ours
    webhook = "webhook"
    pagerduty = "pagerduty"


pages = Table(
    "pages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("escalation_id", ForeignKey("escalations.id"), nullable=False, index=True),
    Column("step", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("means", one_of(Means), nullable=False),
    Column("target", Text, nullable=False),
    Column("whom", Text, nullable=False),
    Column("delivery_key", Text, nullable=False, unique=True),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("alarm_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("channel", Text),
    Column("ts", Text),
    Index(None, "alarm_at", **only("alarm_at IS NOT NULL")),
    Index(None, "channel", "ts", **only("ts IS NOT NULL")),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One call for help.

    `target` is a Slack user or channel, or the name of an endpoint; `whom` are the people, in words.
    At `alarm_at` somebody hears that it was not sent (None: it was, or need not be, or they heard);
    `channel` and `ts` are the message in Slack that it became.
    """

    id: int
    escalation_id: int
    step: int
    round: int
    means: Means
    target: str
    whom: str
    delivery_key: str
    queued_at: datetime
    alarm_at: datetime | None
    sent_at: datetime | None
    channel: str | None
    ts: str | None


_insert = insert(pages)
_of = select(*pages.c).where(pages.c.escalation_id == bindparam("escalation")).order_by(pages.c.id)
_by_key = select(*pages.c).where(pages.c.delivery_key == bindparam("key"))
_by_message = select(*pages.c).where(
    pages.c.channel == bindparam("channel"), pages.c.ts == bindparam("ts")
)
_sent = (
    update(pages)
    .where(pages.c.delivery_key == bindparam("key"))
    .values(
        sent_at=bindparam("now"),
        alarm_at=None,
        channel=bindparam("in_channel"),
        ts=bindparam("as_ts"),
    )
    .returning(*pages.c)
)
_calm = (
    update(pages)
    .where(pages.c.delivery_key.in_(bindparam("keys", expanding=True)))
    .values(alarm_at=None)
)
_later = (
    update(pages)
    .where(pages.c.escalation_id == bindparam("escalation"), pages.c.alarm_at <= bindparam("now"))
    .values(alarm_at=bindparam("at"))
)
_alarm = (
    update(pages)
    .where(pages.c.delivery_key == bindparam("key"), pages.c.alarm_at.is_not(None))
    .values(alarm_at=bindparam("now"))
    .returning(pages.c.id)
)
_alarmed = (
    update(pages)
    .where(pages.c.id == bindparam("page"), pages.c.alarm_at.is_not(None))
    .values(alarm_at=None)
    .returning(pages.c.id)
)
_late = (
    select(*pages.c)
    .join(escalations, escalations.c.id == pages.c.escalation_id)
    .join(threads, threads.c.id == escalations.c.thread_id)
    .where(pages.c.alarm_at <= bindparam("now"))
    .order_by(pages.c.alarm_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=threads)
)
_next_alarm = select(func.min(pages.c.alarm_at)).where(pages.c.alarm_at.is_not(None))


class Pages(Rows):
    """The queries about pages."""

    def add(self, **values: object) -> None:
        """Write down a page that is being sent; `values` are its columns."""
        self.sql(_insert, {"queued_at": self.now, **values})

    def of(self, escalation_id: int) -> list[Page]:
        """Return the pages of an escalation, oldest first."""
        return self.many(Page, _of, {"escalation": escalation_id})

    def by_key(self, delivery_key: str) -> Page | None:
        """Return the page that a delivery carries."""
        return self.one(Page, _by_key, {"key": delivery_key})

    def by_message(self, channel: str, ts: str) -> Page | None:
        """Return the page that a message in Slack is."""
        return self.one(Page, _by_message, {"channel": channel, "ts": ts})

    def sent(
        self, delivery_key: str, channel: str | None = None, ts: str | None = None
    ) -> Page | None:
        """Write down that a page has arrived, and which message in Slack it became."""
        values = {"key": delivery_key, "in_channel": channel, "as_ts": ts, "now": self.now}
        return self.one(Page, _sent, values)

    def calm(self, delivery_keys: list[str]) -> None:
        """Nobody has to hear that these were not sent."""
        self.sql(_calm, {"keys": delivery_keys})

    def postpone(self, escalation_id: int, at: datetime) -> None:
        """Let somebody hear at that time of what they should hear of by now."""
        self.sql(_later, {"escalation": escalation_id, "now": self.now, "at": at})

    def alarm(self, delivery_key: str) -> None:
        """Let somebody hear at once that a page will not be sent."""
        if self.sql(_alarm, {"key": delivery_key, "now": self.now}).first() is not None:
            self.unit.kick(Work.followups)

    def late(self, limit: int) -> list[Page]:
        """Return pages that were not sent in time, with their threads held."""
        return self.many(Page, _late, {"now": self.now, "limit": limit})

    def alarmed(self, page_id: int) -> bool:
        """Somebody hears of it now; False when it was sent, or they heard, meanwhile."""
        return self.sql(_alarmed, {"page": page_id}).first() is not None

    def next_alarm(self) -> datetime | None:
        """Return when somebody has to hear of a page that was not sent."""
        return self.sql(_next_alarm).scalar()
