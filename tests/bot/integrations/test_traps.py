"""What the systems outside answer when they do not answer as described."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import cast

import aiohttp
import pytest

from bot.delivery.kinds import Call
from bot.delivery.ways.system import System
from bot.delivery.ways.table import systems_of
from bot.delivery.ways.tracker import tracker_way
from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from playground.outages import Outages
from playground.services.faults import Fault
from playground.trackers import Trackers
from store.deliveries import Delivery
from tests.bot.integrations.given import ALL, BACK, DRAFT, KEY, NOW, TOKEN, client

JUNK = ["null", "[]", "{}", "7", '"no"', "[" * 5000, '{"errors": 7, "errorMessages": 7}', "\xff"]
QUEUED = cast(Delivery, SimpleNamespace(created_at=NOW))
ASKED: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "tracker": {
        "create": {"draft": DRAFT, "tried": None},
        "comment": {"issue": "acme/api#1", "text": "Hello", "key": "key-1"},
        "point_back": {"issue": "acme/api#1", "back": BACK},
        "read": {"issue": "acme/api#1"},
        "attach": {"issue": "acme/api#1", "name": "a.log", "file": "F1"},
    },
    "pagerduty": {
        "page": {
            "key": "page:1",
            "title": "T-1: Down",
            "severity": None,
            "details": {},
            "link": "https://x.example",
        },
        "acknowledge": {"key": "page:1"},
        "resolve": {"key": "page:1"},
        "standing": {"key": "page:1"},
        "on_call": {"schedule": "PSCHED"},
    },
    "statuspage": {
        "open": {"key": "7", "name": "Down", "status": "investigating", "body": "We look."}
        | {"components": {}},
        "update": {"key": "7", "status": "identified", "body": "Found.", "components": {}},
        "resolve": {"key": "7", "body": "Over."},
    },
}


@pytest.fixture
def systems(trackers: Trackers, known: tuple[Http, Outside]) -> dict[str, System]:
    http, outages = known

    async def fetch(_name: str, _file: str) -> bytes:
        return b"GET / 502"

    ways = {
        str(name): tracker_way(name, client(trackers, http, name), lambda: NOW, fetch)
        for name in ALL
    }
    return {**ways, **systems_of(http, outages, lambda: NOW)}


def troubled(place: Trackers | Outages, **fault: object) -> None:
    """Let something go wrong with the next requests."""
    fault = {"path": "/*", "times": 9, **fault}
    place.faults.pending[:] = [Fault.model_validate(fault)]


@pytest.mark.parametrize("status", [200, 400, 403, 404, 422])
@pytest.mark.parametrize("name", [*ALL, "pagerduty", "statuspage"])
async def test_whatever_they_answer_is_an_error_that_we_know(
    trackers: Trackers, outages: Outages, systems: dict[str, System], name: str, status: int
) -> None:
    system = systems[name]
    assert system.verbs.keys() == ASKED.get(name, ASKED["tracker"]).keys()
    for method, args in ASKED.get(name, ASKED["tracker"]).items():
        call = Call(method, args, name)
        for junk, ask in product(JUNK, (system.send, system.find)):
            for place in (trackers, outages):
                troubled(place, status=status, body=junk)
            with suppress(DeliveryError):
                await ask(call, QUEUED)


async def test_what_was_made_but_not_understood_is_in_doubt(
    trackers: Trackers, systems: dict[str, System]
) -> None:
    troubled(trackers, body={"issue": "ENG-1"}, path="/jira/*")

    with pytest.raises(Unreachable, match="do not understand") as caught:
        await systems["jira"].send(Call("create", ASKED["tracker"]["create"], "jira"), QUEUED)
    assert caught.value.in_doubt


@pytest.mark.parametrize("reason", ["AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"])
@pytest.mark.parametrize(("status", "body"), [(200, {"issues": []}), (404, {}), (403, {})])
async def test_jira_that_does_not_know_us_answers_as_if_nothing_were_there(
    trackers: Trackers, http: Http, reason: str, status: int, body: object
) -> None:
    headers = {"X-Seraph-LoginReason": reason}
    troubled(trackers, status=status, body=body, headers=headers)
    tracker = client(trackers, http, "jira")

    for asked in (tracker.created(DRAFT.key, NOW), tracker.read("ENG-1")):
        with pytest.raises(TokenDead, match=reason):
            await asked


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ({"status": 403, "body": {"message": "You have exceeded a secondary rate limit."}}, 60),
        ({"status": 422, "body": {"message": "was submitted too quickly"}}, 60),
        ({"status": 403, "headers": {"Retry-After": "30"}}, 30),
        ({"status": 429, "headers": {"Retry-After": "9" * 20}}, 3600),
        (
            {
                "status": 403,
                "headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 20},
            },
            3600,
        ),
        (
            {"status": 429, "headers": {"RateLimit-Remaining": "0", "RateLimit-Reset": "17"}},
            17,
        ),
    ],
)
async def test_whoever_limits_us_is_left_alone_for_a_while(
    trackers: Trackers, http: Http, fault: dict[str, object], wait: int
) -> None:
    troubled(trackers, **fault)

    with pytest.raises(Unreachable, match="too many requests") as caught:
        await client(trackers, http, "github").create(DRAFT)
    assert caught.value.retry_after == timedelta(seconds=wait)
    assert not caught.value.in_doubt


async def test_a_refusal_while_there_is_room_is_no_limit(trackers: Trackers, http: Http) -> None:
    room = {"RateLimit-Remaining": "900", "RateLimit-Reset": "17", "X-RateLimit-Reset": "17"}
    troubled(trackers, status=403, headers=room, body={"message": "Resource not accessible"})

    with pytest.raises(Rejected, match="Resource not accessible"):
        await client(trackers, http, "github").create(DRAFT)


@pytest.mark.parametrize("name", [*ALL, "pagerduty", "statuspage"])
async def test_a_key_that_somebody_repeats_is_not_told(
    trackers: Trackers, outages: Outages, systems: dict[str, System], name: str
) -> None:
    basic = aiohttp.encode_basic_auth("bot@example.com", TOKEN).partition(" ")[2]
    secrets = {"jira": (TOKEN, basic), "linear": (TOKEN,), "github": (TOKEN,)}.get(name, (KEY,))
    words = f"Who is {', '.join(secrets)}? Wrong routing key"
    said = {"message": words, "errors": [{"message": words}], "errorMessages": [words]}
    for place in (trackers, outages):
        troubled(place, status=400, body=said)

    method, args = next(iter(ASKED.get(name, ASKED["tracker"]).items()))
    with pytest.raises(DeliveryError, match="Who is") as caught:
        await systems[name].send(Call(method, args, name), QUEUED)
    for secret in secrets:
        assert secret not in str(caught.value)
