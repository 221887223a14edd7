"""Rules of `triggers:`: since when each is as it is, and what was told of its time in shadow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Table, Text, bindparam, select, update

from store.schema import UtcDateTime, metadata
from store.statements import put
from store.unit import Rows

trigger_rules = Table(
    "trigger_rules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("told_live", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """A rule; `digest` tells whether it is still the same."""

    name: str
    digest: str
    since: datetime
    reported_at: datetime
    told_live: bool


_seen = put(trigger_rules, ["name"], "digest", "since", "reported_at", "told_live", unless="digest")
_get = select(*trigger_rules.c).where(trigger_rules.c.name == bindparam("rule"))
_lock = _get.with_for_update()
_save = (
    update(trigger_rules)
    .where(trigger_rules.c.name == bindparam("rule"))
    .values(reported_at=bindparam("at"), told_live=bindparam("told"))
)


class TriggerRules(Rows):
    """The queries about rules."""

    def seen(self, name: str, digest: str) -> None:
        """Keep since when a rule is as it is now."""
        start = {"since": self.now, "reported_at": self.now, "told_live": False}
        self.sql(_seen, {"name": name, "digest": digest, **start})

    def get(self, name: str) -> TriggerRule | None:
        """Return what we know of a rule."""
        return self.one(TriggerRule, _get, {"rule": name})

    def lock(self, name: str) -> TriggerRule | None:
        """Return what we know of a rule, and hold it."""
        return self.one(TriggerRule, _lock, {"rule": name})

    def reported(self, name: str, *, told_live: bool) -> None:
        """Keep that people heard now of what it would have done."""
        self.sql(_save, {"rule": name, "at": self.now, "told": told_live})
