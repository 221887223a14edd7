"""Channels: which Slack channel belongs to which customer."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Executable,
    ForeignKey,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.customers import Customer, customers
from store.prepared import Answer, Values
from store.schema import metadata, one_of
from store.unit import Rows, Unit


class Mode(StrEnum):
    """How top-level messages of a channel become threads."""

    grouped = "grouped"
    each_message = "each_message"
    manual = "manual"
    off = "off"


class Mapping(StrEnum):
    """Whether we know whose channel it is."""

    asked = "asked"  # the bot is in it and asked the triage channel
    mapped = "mapped"
    ignored = "ignored"  # an agent said it is no customer's channel


channels = Table(
    "channels",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("mapping", one_of(Mapping), nullable=False),
    Column("is_shared", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel the bot is in, and whose; `is_shared`: other companies are in it too."""

    id: str
    name: str | None
    customer_id: int | None
    mapping: Mapping
    is_shared: bool
    customer: Customer | None = field(default=None, kw_only=True)


_channels = select(*channels.c, *customers.c).outerjoin(customers)
_get = _channels.where(channels.c.id == bindparam("id"))
_these = _channels.where(channels.c.id.in_(bindparam("ids", expanding=True)))
_lock = _get.with_for_update(of=channels)
_lock_these = _these.order_by(channels.c.id).with_for_update(of=channels)
_all = _channels.order_by(channels.c.id)
_put = insert(channels)
_put_mapped = _put.on_conflict_do_update(
    index_elements=["id"],
    set_={"customer_id": _put.excluded.customer_id, "mapping": _put.excluded.mapping},
)
_put_once = _put.on_conflict_do_nothing().returning(*channels.c)
_describe = (
    update(channels)
    .where(channels.c.id == bindparam("channel"))
    .values(name=bindparam("new_name"), is_shared=bindparam("shared"))
)
_put_shared = _put.on_conflict_do_update(
    index_elements=["id"], set_={"is_shared": _put.excluded.is_shared}
)
_map = (
    update(channels)
    .where(channels.c.id == bindparam("channel"))
    .values(customer_id=bindparam("customer"), mapping=bindparam("new_mapping"))
)
_renumber = update(channels).where(channels.c.id == bindparam("old")).values(id=bindparam("new"))
_forget = delete(channels).where(channels.c.id == bindparam("channel"))


class Channels(Rows):
    """The queries about channels; nearly every unit asks whether the triage channel is shared."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        ahead = partial(self.by_id, _channel, _get, _these)
        held = partial(self.by_id, _channel, _lock, _lock_these)
        self.ahead = self.shared("ahead", ahead, customers)
        self.held = self.shared("held", held, customers)

    def sql(self, statement: Executable, values: Values | None = None) -> Answer:
        """Send a statement; what it changes is read again."""
        if statement.is_dml:
            self.ahead.forget_all()
            self.held.forget_all()
        return super().sql(statement, values)

    def get(self, channel: str) -> Channel | None:
        """Return a channel by its Slack id, as a transaction found it or has changed it."""
        return self.held.get(channel) if channel in self.held else self.ahead.get(channel)

    def lock(self, channel: str) -> Channel | None:
        """Return a channel and hold it: messages of one channel are taken one after the other."""
        return self.held.get(channel)

    def all(self) -> list[Channel]:
        """Return every channel we know."""
        return self.many(_channel, _all)

    def put_mapped(self, channel: str, customer_id: int) -> None:
        """Say whose channel it is, as bellhop.yml does; a customer's channel counts as shared."""
        values = {"id": channel, "name": None, "customer_id": customer_id}
        self.sql(_put_mapped, {**values, "mapping": Mapping.mapped, "is_shared": True})

    def ask(self, channel: str) -> Channel | None:
        """Add a channel nobody has mapped; None when we know it already."""
        values = {"id": channel, "name": None, "customer_id": None}
        return self.one(Channel, _put_once, {**values, "mapping": Mapping.asked, "is_shared": True})

    def describe(self, channel: str, name: str, is_shared: bool) -> None:
        """Keep what Slack says about a channel."""
        self.sql(_describe, {"channel": channel, "new_name": name, "shared": is_shared})

    def set_shared(self, channel: str, *, is_shared: bool) -> None:
        """Keep whether other companies are in a channel; one that we do not know is none's."""
        values = {"id": channel, "name": None, "customer_id": None}
        self.sql(_put_shared, {**values, "mapping": Mapping.ignored, "is_shared": is_shared})

    def map(self, channel: str, customer_id: int | None) -> None:
        """Map a channel to a customer, or (None) say that it is no customer's."""
        mapping = Mapping.ignored if customer_id is None else Mapping.mapped
        values = {"channel": channel, "customer": customer_id, "new_mapping": mapping}
        self.sql(_map, values)

    def renumber(self, old: str, new: str) -> None:
        """Know a channel by another id; what was known by that one gives way."""
        self.forget(new)
        self.sql(_renumber, {"old": old, "new": new})

    def forget(self, channel: str) -> None:
        """Know a channel no more."""
        self.sql(_forget, {"channel": channel})


def _channel(*row: Any) -> Channel:  # noqa: ANN401 - the columns of both
    of_channel, of_customer = row[: len(channels.c)], row[len(channels.c) :]
    customer = None if of_customer[0] is None else Customer(*of_customer)
    return Channel(*of_channel, customer=customer)
