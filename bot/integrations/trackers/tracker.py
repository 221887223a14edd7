"""What every tracker can do, and the words that are the same for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from store.links import Stage
from store.states import Severity


@dataclass(frozen=True)
class Draft:
    """An issue to create; `key` tells ours from all others, `back` leads to the thread."""

    key: str
    title: str
    sections: Sequence[tuple[str, str]]
    severity: Severity | None = None
    back: tuple[str, str] | None = None  # an address, and what it is called


@dataclass(frozen=True)
class Comment:
    """Something said about an issue; `key` is ours, when we wrote it and it can be seen."""

    id: str
    author: str
    text: str
    key: str | None = None


@dataclass(frozen=True)
class Issue:
    """An issue as it is over there; its comments are the last ones, the oldest first.

    `stage` is None when its state is none that we know; `all_comments`: there are no earlier
    ones; `dropped` are parts of a draft that were not taken; `planned_for` is the day by which it
    is to be done.
    """

    id: str
    ref: str
    url: str
    title: str
    status: str
    stage: Stage | None
    version: datetime
    assignee: str | None = None
    comments: Sequence[Comment] = ()
    all_comments: bool = False
    dropped: Sequence[str] = ()
    planned_for: date | None = None


class Tracker(Protocol):
    """One tracker; each call raises a `DeliveryError` when it was not done."""

    @property
    def behind(self) -> timedelta:
        """How long `created` may not know of what was made."""

    async def probe(self) -> None:
        """Ask something harmless that works only with a valid key."""

    async def mismatches(self) -> Sequence[str]:
        """Return what our settings say of it that is not so."""

    async def create(self, draft: Draft) -> Issue:
        """Create an issue."""

    async def created(self, key: str, since: datetime) -> Issue | None:
        """Return the issue that was created with this key since then."""

    async def read(self, issue: str) -> Issue:
        """Return an issue by its id, with what was said about it; Gone when there is none."""

    async def comment(self, issue: str, text: str, key: str) -> str:
        """Say something about an issue, and return the id of that."""

    async def commented(self, issue: str, key: str) -> str | None:
        """Return the id of what was said with this key."""

    async def point_back(self, issue: str, back: tuple[str, str]) -> None:
        """Let an issue lead to the thread; doing it again changes nothing."""

    async def attach(self, issue: str, name: str, body: bytes) -> None:
        """Put a file beside an issue; Rejected where there is no way to do that."""

    async def files(self, issue: str) -> Sequence[str]:
        """Return the names of the last files beside an issue."""


def own_id(key: str) -> str:
    """Return the id that we give to what we make with a key: a UUID that looks random."""
    return str(UUID(bytes=sha256(key.encode()).digest()[:16], version=4))


def day_in(said: object) -> date | None:
    """Return the day that a tracker names, with a time or without; None when it names none."""
    try:
        return date.fromisoformat(str(said or "")[:10])
    except ValueError:
        return None
