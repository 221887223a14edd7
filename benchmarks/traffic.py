"""Events as Slack sends them: messages of many customers in shared channels, signed."""

import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CHANNELS = 50
PEOPLE = 8  # at each customer
HOME = "T0HOME"
SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"
LONG_AGO = 3 * 3600  # seconds: after them nothing is joined any more

ASKED = (
    "Hi team, since this morning our exports to S3 fail with a 403. Did anything change?",
    "The dashboard for eu-central shows no data after 02:00 UTC, can someone have a look?",
    "How do we rotate the API key of a service account without downtime?",
    "We get a timeout for about one in twenty webhook calls, the last one was req_8Hd2kQ.",
    "Could you raise our rate limit to 200/s until Friday? We are migrating two tenants.",
    "Login over SAML loops for everybody in the finance group :disappointed:",
    "Is the 4.2 client compatible with Python 3.13? Our CI complains about a missing wheel.",
    "Invoice 2026-0319 has the wrong VAT id, please correct it and send it again.",
)
ADDED = (
    "It also happens in staging, same error.",
    "Here is the request id of the last one: req_91xVbbA2",
    "Any news? This blocks two of our teams.",
    "We tried a new key, no difference. The clock of the host is fine too.",
    "Ok, one more detail: only tenants created after Monday are affected.",
)


@dataclass(frozen=True)
class Profile:
    """What people write: of so many messages in a row, one opens a thread, the rest join it."""

    name: str
    mode: str
    in_a_row: int


OPENING = Profile("each opens a thread", "each_message", 1)
JOINING = Profile("1 of 5 opens, 4 join", "grouped", 5)
PROFILES = {"opening": OPENING, "joining": JOINING}


def channel(number: int) -> str:
    """Return the id of a customer's channel."""
    return f"C0CUST{number:02d}"


def events(profile: Profile, count: int, now: float, run: int = 0) -> Iterator[bytes]:
    """Make bodies, channel after channel; in time they end now."""
    chance = random.Random(run)
    rounds = -(-count // CHANNELS)
    gap = LONG_AGO if profile.in_a_row > 1 else 1
    start = now - (rounds // profile.in_a_row + 1) * gap - 10 * 365 * 86400 * (run + 1) / 100
    for number in range(count):
        nth, place = divmod(number, CHANNELS)
        group, inside = divmod(nth, profile.in_a_row)
        at = start + group * gap + inside * 60 + place / 1000
        text = chance.choice(ASKED if inside == 0 else ADDED)
        author = f"U0C{place:02d}P{group % PEOPLE}"
        yield json.dumps(_envelope(f"Ev{run:03d}{number:07d}", place, author, text, at)).encode()


def signed(body: bytes, now: float) -> dict[str, str]:
    """Return the headers of Slack's request."""
    stamp = str(int(now))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def _envelope(key: str, place: int, author: str, text: str, at: float) -> dict[str, Any]:
    team, ts = f"T0CUST{place:02d}", f"{at:.6f}"
    return {
        "token": "long-deprecated",
        "team_id": team,
        "context_team_id": HOME,
        "context_enterprise_id": None,
        "api_app_id": "A0APP",
        "event": _message(place, author, text, ts) | {"team": team, "user_team": team},
        "type": "event_callback",
        "event_id": key,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": HOME,
                "user_id": "U0BOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": True,
        "event_context": f"4-{key.lower()}eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMEhPTUUifQ",
    }


def _message(place: int, author: str, text: str, ts: str) -> dict[str, Any]:
    words = {"type": "text", "text": text}
    section = {"type": "rich_text_section", "elements": [words]}
    return {
        "type": "message",
        "user": author,
        "ts": ts,
        "client_msg_id": f"7a1c9f0e-3b52-4d7e-9a55-{ts.replace('.', '')[-12:]}",
        "text": text,
        "blocks": [{"type": "rich_text", "block_id": "b1", "elements": [section]}],
        "channel": channel(place),
        "event_ts": ts,
        "channel_type": "channel",
        "source_team": f"T0CUST{place:02d}",
        "user_profile": {"real_name": author.title(), "name": author.lower(), "team": HOME},
    }
