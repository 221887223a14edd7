"""How often Slack lets us call: its table, and a leaky bucket (GCRA) as a pure function.

Figures: docs.slack.dev/apis/web-api/rate-limits and each method's own page. They are per method,
workspace and app; `chat.postMessage` is about one a second per channel, with "several hundred a
minute" for the workspace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once and after that one `every` so often."""

    every: timedelta
    burst: int = 1


def per_minute(calls: int, burst: int = 1) -> Limit:
    """Return the limit under which no minute, wherever it begins, sees more than `calls`."""
    return Limit(MINUTE / max(1, calls - burst), burst)


TIER_1 = per_minute(1)
TIER_2 = per_minute(20, burst=3)
TIER_3 = per_minute(50, burst=5)
TIER_4 = per_minute(100, burst=10)
PER_CHANNEL = Limit(timedelta(seconds=1))
WORKSPACE_MESSAGES = per_minute(300, burst=20)

TIERS: Mapping[str, Limit] = {
    "auth.test": TIER_4,
    "bookmarks.add": TIER_2,
    "bookmarks.list": TIER_3,
    "chat.delete": TIER_3,
    "chat.getPermalink": TIER_4,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": WORKSPACE_MESSAGES,
    "chat.update": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.setTopic": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "pins.add": TIER_2,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "usergroups.list": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


class Quota(NamedTuple):
    """What one limit counts: a method, or the messages to one channel."""

    name: str
    limit: Limit


class Verdict(NamedTuple):
    """Whether a call may go now; `state` is what to keep, `wait` how long until it may."""

    allowed: bool
    state: datetime | None
    wait: timedelta


def quota_of(method: str) -> Quota:
    """Return what counts the calls of a method; an unknown one gets a cautious limit."""
    return Quota(method, TIERS.get(method, TIER_2))


def quotas_of(method: str, channel: str | None = None) -> tuple[Quota, ...]:
    """Return every quota a call has to be let through."""
    if method == "chat.postMessage" and channel is not None:
        return Quota(f"{method} {channel}", PER_CHANNEL), quota_of(method)
    return (quota_of(method),)


def allow(state: datetime | None, now: datetime, limit: Limit) -> Verdict:
    """Decide about one call; `state` is when the bucket will be empty, None a new one."""
    empty_at = max(state or now, now)
    wait = empty_at - now - limit.every * (limit.burst - 1)
    if wait > timedelta():
        return Verdict(False, state, wait)
    return Verdict(True, empty_at + limit.every, timedelta())


def hold(state: datetime | None, now: datetime, limit: Limit, retry_after: timedelta) -> datetime:
    """Return the state that lets nothing through for `retry_after`, as a 429 demands."""
    until = now + retry_after + limit.every * (limit.burst - 1)
    return max(state or until, until)
