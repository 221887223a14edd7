"""What a source is: how it signs, what it names its events, and how they are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.config.webhooks import SchemeName, SignalPaths, Webhook
from bot.desk.product.noting import Used
from bot.desk.signals.signal import Signal
from triggers.webhooks.body import Malformed

MIB = 1024 * 1024


@dataclass(frozen=True)
class Post:
    """One event as it reached us; `signed`: the sender's signature is about all of it."""

    text: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    paths: SignalPaths = field(default_factory=SignalPaths)
    signed: bool = True


@dataclass(frozen=True)
class Named:
    """What kind of event it is, and the id that tells a repetition from a new one."""

    kind: str
    key: str


@dataclass(frozen=True)
class Told:
    """One event as it is kept in the inbox, to be read."""

    kind: str
    key: str
    body: Mapping[str, Any]
    paths: SignalPaths = field(default_factory=SignalPaths)


def as_one(text: str, value: object) -> Sequence[Post]:
    """Take a body as one event."""
    if not isinstance(value, dict):
        raise Malformed("The body has to be a JSON object.")
    return [Post(text, value)]


@dataclass(frozen=True)
class Source:
    """A sender whose words we understand; `read` returns None for events that mean nothing to us.

    `why_not` says why an event is not even read, where that is not plain.
    """

    scheme: SchemeName
    name: Callable[[Post], Named]
    read: Callable[[Told], Signal | None]
    split: Callable[[str, object], Sequence[Post]] = as_one
    largest: int = MIB
    why_not: Callable[[Mapping[str, Any], Webhook], str | None] = lambda _body, _webhook: None
    used: Callable[[Told], Used | None] | None = None  # of those that tell of the product
