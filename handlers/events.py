"""Events: what happens in Slack without a button; each is taken in one transaction."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from bot.deps import Deps
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, ignored
from bot.desk.intake.inbox import Arrived
from handlers import home, joins, messages, reactions, sharing
from store.transaction import Transaction

SLACK = "slack"
TAKEN = ("event_callback", "app_rate_limited")  # all else is Bolt's

EVENTS: Mapping[str, Callable[[Transaction, Desk, Mapping[str, Any]], Outcome]] = {
    "message": messages.heard,
    "app_mention": messages.heard,  # the same post as the message: whichever comes first
    "reaction_added": reactions.reacted,
    "reaction_removed": reactions.reacted,
    "member_joined_channel": joins.joined,
    "channel_left": joins.left,
    "group_left": joins.left,
    "channel_id_changed": sharing.renumbered,
    "channel_shared": sharing.shared,
    "channel_unshared": sharing.unshared,
    "app_home_opened": home.opened,
}


def route(tx: Transaction, desk: Desk, arrived: Arrived) -> Outcome:
    """Do what an event asks for; one we do not know is ignored, visibly."""
    body = json.loads(arrived.body)
    kind = _kind(body)
    rule = EVENTS.get(kind)
    return rule(tx, desk, body) if rule else ignored(f"an event of the kind {kind}")


async def accept(deps: Deps, body: Mapping[str, Any], raw: str) -> None:
    """Take an event; when this returns it is committed, and Slack may be told."""
    # what has no id of its own is told apart by what it says
    key = body.get("event_id") or f"{_kind(body)}:{sha256(raw.encode()).hexdigest()}"
    arrived = Arrived(SLACK, _kind(body), messages.clean(str(key)), raw)
    await deps.inbox.accept(arrived, messages.coming(deps.desk, body))


def _kind(body: Mapping[str, Any]) -> str:
    event = body.get("event")
    inner = event.get("type") if isinstance(event, dict) else None
    return messages.clean(str(inner or body.get("type") or "unknown"))
