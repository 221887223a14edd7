"""A signal: what another system told us, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.desk.whose import Whom


class State(StrEnum):
    """Whether something is wrong, no longer wrong, or only said."""

    firing = "firing"
    resolved = "resolved"
    info = "info"


class Trust(StrEnum):
    """How sure it is who said it: `low` is whoever has a shared secret, or is not signed at all."""

    high = "high"
    low = "low"


@dataclass(frozen=True)
class Signal:
    """One event of another system; signals about one episode share its `key`.

    `issue` is the id of an issue that it is about, as its tracker knows it; `ours` the key that we
    gave what it is about, if we began it. `title`, `facts` and `link` may hold words of strangers:
    data to show, never to follow.
    """

    type: str
    id: str
    title: str
    key: str
    state: State = State.info
    occurred_at: datetime | None = None
    whom: Whom = field(default_factory=Whom)
    facts: Mapping[str, Any] = field(default_factory=dict)
    link: str | None = None
    issue: str | None = None
    ours: str | None = None
