"""Webhooks: when each sender was heard last, how long it is usually quiet, and who was refused."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Boolean, Column, Integer, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from store.schema import Json, UtcDateTime, metadata
from store.unit import Rows

webhooks = Table(
    "webhooks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime),
    Column("quiet_since", UtcDateTime),
    Column("usual_gap", Integer, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("silence_told", Boolean(create_constraint=False), nullable=False),
    Column("refused", Json, nullable=False),
    Column("refused_told_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """How a sender stands. `quiet_since` leaves out the time in which nobody of us listened.

    `usual_gap` is in seconds and was found from so many `gaps`; `refused` has a minute (since 1970)
    and a number of bad signatures for each of the last minutes.
    """

    name: str
    looked_at: datetime
    last_at: datetime | None = None
    quiet_since: datetime | None = None
    usual_gap: int = 0
    gaps: int = 0
    silence_told: bool = False
    refused: Sequence[Sequence[int]] = ()
    refused_told_at: datetime | None = None


SAVED = tuple(field.name for field in fields(Webhook) if field.name != "name")
_every = select(*webhooks.c).order_by(webhooks.c.name)
_locked = _every.where(webhooks.c.name.in_(bindparam("names", expanding=True))).with_for_update()
_begin = insert(webhooks).on_conflict_do_nothing()
_save = (
    update(webhooks)
    .where(webhooks.c.name == bindparam("webhook"))
    .values({name: bindparam(f"new_{name}") for name in SAVED})
)


class Webhooks(Rows):
    """The queries about the senders of webhooks."""

    def every(self) -> list[Webhook]:
        """Return all that there ever were, by name."""
        return self.many(Webhook, _every)

    def lock(self, names: Sequence[str]) -> list[Webhook]:
        """Return these, and hold them; new ones begin now."""
        if not names:
            return []
        new = [asdict(Webhook(name, self.now)) for name in sorted(names)]
        self.sql(_begin, [{**one, "refused": []} for one in new])
        return self.many(Webhook, _locked, {"names": sorted(names)})

    def save(self, webhook: Webhook) -> None:
        """Write down how it stands."""
        values = asdict(webhook)
        self.sql(_save, {"webhook": webhook.name, **{f"new_{one}": values[one] for one in SAVED}})
