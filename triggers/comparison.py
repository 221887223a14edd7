"""What Slack has and we have not: as the events that should have told us."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.incoming import SAID
from bot.desk.intake.inbox import Arrived
from store.messages import Message

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """One channel from `oldest` on: what we know, and what Slack showed; both by ts.

    `whole` are the Slack threads that were read to their end, and "" when the channel itself was.
    """

    channel: str
    oldest: str
    known: Mapping[str, Message]
    shown: Mapping[str, Json]
    whole: frozenset[str]

    def missed(self) -> Iterator[Arrived]:
        """Return what we missed, oldest first."""
        for ts in sorted({*self.known, *self.shown}):
            event = self._event(self.known.get(ts), self.shown.get(ts))
            if event is not None:
                yield self._arrived(ts, event)

    def _event(self, known: Message | None, shown: Json | None) -> dict[str, Any] | None:
        if shown is None or shown.get("subtype") == "tombstone":
            return self._gone(known) if known is not None else None
        if not _is_said(shown) or float(shown["ts"]) < float(self.oldest):
            return None
        if known is None:
            return _new(shown)
        return _edited(known, shown)

    def _gone(self, known: Message) -> dict[str, Any] | None:
        ours = known.delivery_key is not None  # the bot posted it
        if known.deleted_at is not None or ours or (known.parent_ts or "") not in self.whole:
            return None
        before = {"user": known.author, "text": known.text, "ts": known.ts}
        before["thread_ts"] = known.parent_ts
        return {
            "subtype": "message_deleted",
            "deleted_ts": known.ts,
            "previous_message": before,
        }

    def _arrived(self, ts: str, event: dict[str, Any]) -> Arrived:
        key = f"reconcile:{self.channel}:{ts}"
        if event.get("subtype") == "message_deleted":
            key += ":deleted"
        elif event.get("subtype") == "message_changed":
            key += f":{event['message']['edited']['ts']}"
        inner = {**event, "type": "message", "channel": self.channel}
        body = {"type": "event_callback", "event": inner}
        return Arrived("slack", "message", key, json.dumps(body))


def _is_said(shown: Json) -> bool:
    return "bot_id" not in shown and "user" in shown and shown.get("subtype") in SAID


def _new(shown: Json) -> dict[str, Any]:
    """Return the event of a message; an edited one arrives as its edit, so that we know of it."""
    if "edited" in shown:
        return {"subtype": "message_changed", "message": dict(shown)}
    return dict(shown)


def _edited(known: Message, shown: Json) -> dict[str, Any] | None:
    at = (shown.get("edited") or {}).get("ts")
    if at is None or (known.edited_ts is not None and float(known.edited_ts) >= float(at)):
        return None
    before = {"text": known.text}
    return {"subtype": "message_changed", "message": dict(shown), "previous_message": before}
