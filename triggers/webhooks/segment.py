"""Segment: track, identify, group and audiences. Of a batch only the first message is signed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.product.noting import Used
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.body import Malformed
from triggers.webhooks.paths import at, ids, mapping, moment, text
from triggers.webhooks.source import MIB, Named, Post, Source, Told, as_one

MOST = 4000  # messages of a batch, says Segment
AUDIENCES = {"Audience Entered": True, "Audience Exited": False}
SAID = frozenset({"track", "identify", "group", "delete"})
GROUP = ("groupId", "context.groupId")
EMAILS = ("traits.email", "context.traits.email", "properties.email", "userId")
USES = frozenset({"track", "page", "screen", "group"})
_JSON = json.JSONDecoder()


def split(raw: str, value: object) -> Sequence[Post]:
    """Take a batch apart: what follows the first message was signed by nobody."""
    if not isinstance(value, list):
        return as_one(raw, value)
    if len(value) > MOST:
        raise Malformed(f"At most {MOST} messages in one batch.")
    parts = zip(_cut(raw, len(value)), value, strict=True)
    return [_part(part, message, n == 0) for n, (part, message) in enumerate(parts)]


def _cut(raw: str, count: int) -> Iterator[str]:
    """Yield the elements of a JSON array, as they came."""
    position = raw.index("[") + 1
    for _ in range(count):
        while raw[position] in " \t\r\n":
            position += 1
        begin = position
        _, end = _JSON.raw_decode(raw, begin)
        yield raw[begin:end]
        position = raw.find(",", end) + 1


def _part(raw: str, message: object, signed: bool) -> Post:
    if not isinstance(message, dict):
        raise Malformed("Every message of a batch has to be a JSON object.")
    return Post(raw, message, signed=signed)


def name(post: Post) -> Named:
    """A message keeps its id, whatever batch it comes in."""
    kind, event = text(post.body, "type"), text(post.body, "event")
    return Named(f"{kind} {event}" if event else kind, text(post.body, "messageId"))


def read(told: Told) -> Signal | None:
    """Read an audience, or what a user or a group did or is."""
    kind = text(told.body, "type")
    if kind not in SAID:
        return None
    audience = _audience(told.body)
    if audience is not None:
        return _of_audience(told, *audience)
    about = mapping(told.body, "properties" if kind == "track" else "traits")
    event = text(told.body, "event")
    return Signal(
        type=event or kind,
        id=told.key,
        title=event or f"{kind} {text(about, 'name') or _account(told.body)}".strip(),
        key=f"{event or kind}:{_account(told.body)}",
        occurred_at=moment(at(told.body, "timestamp")),
        whom=_whom(told.body),
        facts=about,
    )


def _audience(body: Mapping[str, Any]) -> tuple[str, bool] | None:
    """Return which audience someone entered (or, False, left)."""
    event = text(body, "event")
    if event in AUDIENCES:
        key = text(body, "properties.audience_key", "context.personas.computation_key")
        return key, AUDIENCES[event]
    if text(body, "context.personas.computation_class") != "audience":
        return None
    key = text(body, "context.personas.computation_key")
    entered = mapping(body, "traits").get(key)
    return (key, entered) if isinstance(entered, bool) else None


def _of_audience(told: Told, audience: str, entered: bool) -> Signal:
    return Signal(
        type="audience.entered" if entered else "audience.exited",
        id=told.key,
        title=f"{'In' if entered else 'No longer in'} the audience {audience}",
        key=f"audience:{audience}:{_account(told.body)}",
        state=State.firing if entered else State.resolved,
        occurred_at=moment(at(told.body, "timestamp")),
        whom=_whom(told.body),
        facts={"audience": audience, **mapping(told.body, "properties"), **_who(told.body)},
    )


def _who(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {"user": text(body, "userId"), "group": text(body, *GROUP)}
    return {name: one for name, one in found.items() if one}


def _account(body: Mapping[str, Any]) -> str:
    return text(body, *GROUP, "userId", "anonymousId")


def used(told: Told) -> Used | None:
    """Read who was there, or what an account is; what a person is does not matter."""
    body, kind = told.body, text(told.body, "type")
    if kind not in USES or (kind == "track" and _audience(body) is not None):
        return None
    return Used(
        text(body, "event", "name") or kind,
        _whom(body),
        text(body, "userId", "anonymousId"),
        moment(at(body, "timestamp")),
        active=kind != "group",
        properties=mapping(body, "properties"),
        traits=mapping(body, "traits") if kind == "group" else {},
    )


def _whom(body: Mapping[str, Any]) -> Whom:
    group, user = text(body, *GROUP), text(body, "userId")
    named = {**mapping(body, "traits"), **mapping(body, "properties")}
    known_as = [("segment", group), ("account", group), *ids(named), ("segment", user)]
    emails = (text(body, path) for path in EMAILS)
    return Whom(
        tuple(one for one in known_as if one[1]), tuple(one for one in emails if "@" in one)
    )


SOURCE = Source(SchemeName.segment, name, read, split, largest=5 * MIB, used=used)
