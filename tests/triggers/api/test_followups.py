"""Follow-ups by the API and the command line: added once, listed, changed, done, cancelled."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import followups
from bot.desk.owing.kinds import PROMISE
from tests.bot.cli.programs import environment, typed
from tests.door import Door, words
from tests.triggers.api.client import Client

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("logging_as_before"),
]


async def _added(door: Door, client: Client) -> dict[str, object]:
    await door.asks("carol", "The export is broken")
    due = (door.clock.now() + timedelta(hours=8)).isoformat()
    given = {"due_at": due, "text": "Say <when>", "owner": "ben", "agent": "ada"}
    first = await client.post("/threads/T-1001/followups", given, key="once")
    again = await client.post("/threads/T-1001/followups", given, key="once")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    return dict(first.body)


async def test_added_once_listed_changed_and_done(door: Door, client: Client) -> None:
    promise = await _added(door, client)
    path = f"/followups/{promise['id']}"
    later = (door.clock.now() + timedelta(hours=9)).isoformat()

    assert (promise["kind"], promise["text"]) == ("promise", "Say &lt;when&gt;")
    [listed] = (await client.get("/followups", agent="ben", thread="T-1001")).body["items"]
    assert listed == promise
    changed = await client.call("PATCH", path, json={"due_at": later})
    assert changed.status == 200
    assert changed.body["due_at"] > str(promise["due_at"])
    past = await client.call("PATCH", path, json={"due_at": "2020-01-01T00:00:00Z"})
    assert past.error["message"] == "That time has passed: choose one in the future."
    assert (await client.post(f"{path}/done", {"agent": "ben"})).body["state"] == "done"
    await door.settle()
    assert "☑️ *Ben Brandt* has done it: Say &lt;when&gt;" in "\n".join(await door.room())
    assert (await client.call("DELETE", path, json={})).status == 409


async def test_deleted_it_comes_to_nothing(door: Door, client: Client) -> None:
    promise = await _added(door, client)

    deleted = await client.call("DELETE", f"/followups/{promise['id']}", json={})
    await door.later(hours=9)

    assert (deleted.status, deleted.body["state"]) == (200, "cancelled")
    assert "was to hear from us" not in "\n".join(await door.room())


async def test_an_acknowledgement_is_owed_by_nobody(door: Door, client: Client) -> None:
    await door.asks("carol", "The export is broken")
    [promise] = (await client.get("/followups", state="pending")).body["items"]

    assert (await client.post(f"/followups/{promise['id']}/done")).status == 404


@pytest.fixture
def env(door: Door, database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return environment(door.slack, tmp_path, DATABASE_URL=database_url)


async def test_on_the_command_line(door: Door, client: Client, env: Mapping[str, str]) -> None:
    promise = await _added(door, client)

    listed = await typed(env, "followups", "list", "--thread", "T-1001")
    assert "Say &lt;when&gt;" in listed.output
    done = await typed(env, "followups", "done", str(promise["id"]))
    assert done.output == "Done: Say &lt;when&gt;\n"
    again = await typed(env, "followups", "cancel", str(promise["id"]))
    assert (again.exit_code, "done already" in again.output) == (1, True)


async def test_what_fails_too_often_is_told_each_time_and_can_be_replayed(
    door: Door, client: Client, env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await _added(door, client))["id"]
    path = f"/followups/{number}/replay"
    with monkeypatch.context() as patch:
        patch.setitem(followups.KINDS, PROMISE, lambda *_: 1 / 0)
        await door.later(hours=9)
        await _tried_in_vain(door)
        assert (await client.post(path, {"agent": "ada"})).body["state"] == "pending"
        await _tried_in_vain(door)

    failed, *dead = [words(alert) for alert in door.person("ada").sees("C0ALERTS")]
    assert "It is tried again" in failed
    assert len(dead) == 2
    assert f"Follow-up {number} of T-1001 is dead* after 5 attempts" in dead[1]
    assert f"`bellhop followups replay {number}`" in dead[1]
    replayed = await typed(env, "followups", "replay", str(number))
    assert replayed.output == "It is fired as soon as a server runs.\n"
    await door.later(days=400)  # the command's clock is the real one
    assert "was to hear from us" in "\n".join(await door.room())
    refused = await client.post(path)
    assert refused.error["message"] == f"Follow-up {number} is fired, not dead."
    assert (await client.post("/followups/404/replay")).status == 404


async def _tried_in_vain(door: Door) -> None:
    for _ in range(followups.TRIES):
        await door.later(seconds=30)
