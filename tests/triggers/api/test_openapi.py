"""The description of the API: every route is in it, and answers are as it says."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.door import ACME, API_TOKEN, CONFIG, Door, opened
from tests.fakes import FakeClock
from tests.triggers.api.client import Client
from triggers.api.openapi import described
from triggers.api.routes import ROUTES

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# named like an agent: one word fits every address
WAIT = "description: Waits\non: [thread.created, manual]\nmode: live\nsteps: [{id: a, wait: 1d}]"
TRACKER = "integrations: {linear: {key_env: LINEAR_KEY, team: ENG}}"
NOTHING_FAILED = ("replayInboxRow", "replayDelivery", "replayFollowup", "retryRun")

DESCRIBED = json.loads(json.dumps(described()))


@pytest.fixture
async def door(
    database_url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Door]:
    (tmp_path / "ada.yml").write_text(WAIT)
    monkeypatch.setenv("LINEAR_KEY", "never used: nothing is sent")
    async with opened(database_url, clock, CONFIG + TRACKER, workflows=tmp_path) as door:
        yield door


def refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        for value in part.values():
            yield from refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from refs(value)


def fits(schema: dict[str, Any], value: Any) -> None:
    """Hold a value against a part of the description."""
    whole = {**schema, "components": DESCRIBED["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def schema_of(method: str, path: str, status: int) -> dict[str, Any]:
    answer = DESCRIBED["paths"][f"/api/v1{path}"][method.lower()]["responses"][str(status)]
    if "$ref" in answer:
        answer = DESCRIBED["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


@on_sqlite
async def test_every_address_the_server_knows_is_described(door: Door, client: Client) -> None:
    found = (await client.get("/api/openapi.json", token=None)).body

    assert found == DESCRIBED
    assert found["openapi"] == "3.1.0"
    served = {(route.method.lower(), f"/api/v1{route.path}") for route in ROUTES}
    paths = found["paths"].items()
    assert served == {(method, path) for path, methods in paths for method in methods}
    names = [method["operationId"] for _, methods in paths for method in methods.values()]
    assert len(set(names)) == len(names)


def test_it_is_whole() -> None:
    for ref in refs(DESCRIBED):
        part = DESCRIBED
        for name in ref.removeprefix("#/").split("/"):
            part = part[name]
    for schema in DESCRIBED["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for path, methods in DESCRIBED["paths"].items():
        for operation in methods.values():
            parts = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert parts == set(re.findall(r"{(\w+)}", path))


def test_every_address_is_in_the_docs() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
    for route in ROUTES:
        first, _, rest = route.path.removeprefix("/").partition("/")
        last = rest.rpartition("/")[2]
        assert f"/{first}" in docs
        assert last.startswith("{") or last in docs, route.path


SETTING: dict[str, Any] = {
    "setFields": {"fields": {}},
    "setStatus": {"status": "waiting_on_engineering"},
    "setTeam": {"team": "support"},
    "setFollower": {"follower": "ada"},
    "setAvailability": {"available": False},
}


LEADING: dict[str, Any] = {
    "declareIncident": {"severity": "SEV2", "title": "API down", "public": ""},
    "moveIncident": {"status": "identified"},
    "updateIncident": {"status": "monitoring", "conditions": "It holds", "next_minutes": 20},
    "giveRole": {"role": "scribe", "to": "ben"},
    "linkThread": {"thread": "T-1002"},
    "putOffUpdate": {"minutes": 45},
    "resolveIncident": {"root_cause": "A cable"},
}
OWE = {"due_at": "2026-03-03T09:00:00Z", "text": "Say when it ships"}


async def _owed(client: Client) -> dict[str, int]:
    """What each route about follow-ups that are owed is called with."""
    one, two = [(await client.post("/threads/T-1002/followups", OWE)).body["id"] for _ in range(2)]
    return {"changeFollowup": one, "finishFollowup": one, "deleteFollowup": two}


# those that end something come last
LAST = [
    "acknowledgeEscalation",
    "runWorkflow",
    "resolveThread",
    "reopenThread",
    "dismissThread",
    "mergeThread",
]


def _bodies(loose: str, spare: int) -> dict[str, Any]:
    """Return what each route that takes something is given."""
    words = {"agent": "ada", "text": "On it"}
    return {
        "addFollowup": OWE,
        "changeFollowup": {"text": "Say why"},
        "openThread": {"channel": ACME, "ts": loose},
        "claimThread": {"agent": "ada"},
        "assignThread": {"assignee": "ben"},
        "snoozeThread": {"until": "2026-03-03T09:00:00Z"},
        "labelThread": {"add": ["export"]},
        "prioritiseThread": {"priority": "low"},
        "gradeThread": {"severity": "SEV3"},
        "mergeThread": {"into": "T-1002"},
        "splitThread": {"messages": [spare]},
        "replyToCustomer": words,
        "addNote": words,
        "setWorkflowMode": {"mode": "live"},
        "fileIssue": {"title": "The export is broken", "sections": {"Steps": "Export"}},
        "linkIssue": {"url": "https://linear.app/acme/issue/ENG-1"},
        "escalateThread": {"team": "support", "why": "It is on fire"},
        **SETTING,
        **LEADING,
    }


@on_sqlite
async def test_every_answer_is_as_described(door: Door, client: Client) -> None:
    """Call every route once, with what a client that reads the description would send."""
    ts = await door.asks("carol", "The export is broken")
    await door.asks("carol", "And the import", thread_ts=ts)
    loose = await door.asks("carol", "📣 We ship tomorrow")
    await door.asks("carol", "🎫 Another one")
    messages = (await client.get("/threads/T-1001")).body["messages"]["items"]
    [followup, *_] = (await client.get("/followups")).body["items"]
    told = {"fingerprint": "late:acme:1", "rule": "late", "webhook": "stripe"}
    await door.bot.store.write(lambda tx: tx.episodes.begin(**told))
    owed = await _owed(client)
    bodies = _bodies(loose, messages[1]["id"])
    order = sorted(ROUTES, key=lambda route: LAST.index(route.name) if route.name in LAST else -1)
    for route in order:
        ids = {
            "escalations": "1",
            "incidents": "1",
            "inbox": "1",
            "deliveries": "1",
            "episodes": "1",
            "runs": "1",
            "followups": followup["id"],
        }
        row = owed.get(route.name) or ids.get(route.path.split("/")[1])
        path = route.path.format(ref="T-1001", channel=ACME, ts=ts, key="ada", name="ada", id=row)
        if route.name in bodies:
            operation = DESCRIBED["paths"][f"/api/v1{route.path}"][route.method.lower()]
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            fits(schema, bodies[route.name])
        answer = await client.call(route.method, path, json=bodies.get(route.name))
        expected = 409 if route.name in NOTHING_FAILED else route.status
        assert answer.status == expected, (route.name, answer.body)
        fits(schema_of(route.method, route.path, answer.status), answer.body)


@on_sqlite
async def test_errors_are_as_described(client: Client) -> None:
    for token, path, status in ((None, "/threads", 401), (API_TOKEN, "/threads/T-1", 404)):
        answer = await client.get(path, token=token)
        assert answer.status == status
        fits(schema_of("GET", path.replace("T-1", "{ref}"), status), answer.body)
