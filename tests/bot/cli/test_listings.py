"""Looking at what a running desk has, and putting right what failed, on both databases."""

import csv
import errno
import io
import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli.inbox import show_row
from bot.desk.by import BELLHOP
from bot.desk.declaring import Declaration
from bot.desk.incidents.ending import Ending, resolve
from bot.desk.incidents.leading import declare_by_hand, move
from playground import Fault
from store.inbox import InboxState
from store.incidents import IncidentStatus
from tests.bot.cli.programs import environment, typed
from tests.databases import only_sqlite
from tests.door import ACME, Door

pytestmark = pytest.mark.usefixtures("logging_as_before")


class FullDisk(io.StringIO):
    """A file for which there is no room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


PERIOD = ("--from", "2026-03-01", "--to", "2026-04-01")


@pytest.fixture
def env(door: Door, database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return environment(door.slack, tmp_path, DATABASE_URL=database_url)


async def test_threads(door: Door, env: Mapping[str, str]) -> None:
    await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.claim")
    listed = await typed(env, "threads", "list", "--customer", "acme")
    shown = await typed(env, "threads", "show", "t1001")

    assert "T-1001" in listed.output
    assert "The export is broken" in listed.output
    assert "thread.assigned" in shown.output
    assert (await typed(env, "threads", "list", "--customer", "globex")).output == "No threads.\n"
    assert (await typed(env, "threads", "show", "T-7")).exit_code == 1


@only_sqlite
async def test_what_customers_write_does_nothing_to_a_terminal(
    door: Door, env: Mapping[str, str]
) -> None:
    await door.asks("carol", "The export\x1b]0;is\x07 \x9b31mbroken")
    [row] = await door.read(lambda tx: tx.inbox.page(limit=1))
    body = row.body.replace("The export", "A\x1b]0;b")  # of a source that is not as careful
    shown = io.StringIO()
    with redirect_stdout(shown):
        show_row(replace(row, body=body))
    listed = [await typed(env, "threads", "list"), await typed(env, "threads", "show", "t1001")]

    for output in (shown.getvalue(), *(one.output for one in listed)):
        assert "broken" in output
        assert not {"\x1b", "\x07", "\x9b"} & {*output}


async def test_what_was_parked_is_listed_shown_and_replayed(
    door: Door, env: Mapping[str, str]
) -> None:
    await door.asks("carol", "The export is broken")
    body = _like(door.slack.deliveries[0].envelope, "Ev9", "And so is the import")
    parked = {"source": "slack", "kind": "message", "key": "Ev9", "body": body}
    row = await door.bot.store.write(
        lambda tx: tx.inbox.accept(parked, InboxState.parked, "ValueError: a bug")
    )
    listed = await typed(env, "inbox", "list", "--state", "parked")
    shown = await typed(env, "inbox", "show", str(row))
    replayed = await typed(env, "inbox", "replay", "--all")

    assert "ValueError: a bug" in listed.output
    assert "And so is the import" in shown.output
    assert replayed.exit_code == 0, replayed.output
    assert "done" in replayed.output
    assert (await typed(env, "inbox", "list", "--state", "parked")).output == "Nothing.\n"
    again = await typed(env, "inbox", "replay", str(row))
    assert (again.exit_code, "is done" in again.output) == (1, True)


async def test_replaying_the_inbox_needs_slack(door: Door, env: Mapping[str, str]) -> None:
    away = {**env, "SLACK_API_URL": "http://127.0.0.1:9/"}
    refused = await typed(away, "inbox", "replay", "--all")

    assert refused.exit_code == 2
    assert "Slack cannot be reached" in refused.output


async def test_dead_deliveries_are_listed_and_revived(door: Door, env: Mapping[str, str]) -> None:
    door.slack.fails("chat.postMessage", Fault.error("is_archived"), where={"channel": "C0TRIAGE"})
    await door.asks("carol", "The export is broken")
    dead = await typed(env, "deliveries", "list", "--state", "dead")
    number = dead.output.splitlines()[1].split()[0]
    shown = await typed(env, "deliveries", "show", number)
    revived = await typed(env, "deliveries", "replay", number)
    await door.settle()

    assert "is_archived" in dead.output
    assert "rejected" in shown.output
    assert revived.output == "1 to be tried again.\n"
    assert "The export is broken" in str(door.cards())
    refused = await typed(env, "deliveries", "replay", number)
    assert (refused.exit_code, "not dead" in refused.output) == (1, True)


@only_sqlite
async def test_times_are_asked_for_plainly(env: Mapping[str, str]) -> None:
    wrong = await typed({**env, "COLUMNS": "200"}, "report", "--from", "yesterday")
    asked = [await typed(env, command, "--help") for command in ("report", "export", "oncall")]
    right = [
        await typed(env, "report", "--format", "json", "--from", time)
        for time in ("2026-03-01", "2026-03-01T00:00", "2026-03-01T01:00+01:00")
    ]

    assert wrong.exit_code == 2
    assert "'yesterday' is no time: write 2026-03-01 or 2026-03-01T09:30" in wrong.output
    for help_ in asked:
        assert "TIME" in help_.output
        assert "%Y" not in help_.output
    assert {json.loads(told.stdout)["from"] for told in right} == {"2026-03-01T00:00:00+00:00"}


@only_sqlite
async def test_a_disk_that_is_full_is_said(
    door: Door, env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await door.asks("carol", "The export is broken")
    monkeypatch.setattr("bot.cli.export.sys", SimpleNamespace(stdout=FullDisk()))
    exported = await typed(env, "export")

    assert exported.exit_code == 2
    assert "No space left on device" in exported.output


async def test_what_was_missed_is_healed(door: Door, env: Mapping[str, str]) -> None:
    await door.asks("carol", "The export is broken")
    report = await typed(env, "inbox", "reconcile", "--since", "2026-03-01")

    assert report.exit_code == 0, report.output
    assert "0 changes taken" in report.output


async def test_the_export_has_everything(
    door: Door, env: Mapping[str, str], tmp_path: Path
) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("carol").edits(ACME, ts, "The nightly export is broken")
    await door.asks("dave", "Where is my invoice?", "C0GLOBEX")
    file = tmp_path / "threads.jsonl"
    written = await typed(env, "export", str(file), "--since", "2026-03-01")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    piped = await typed(env, "export", "--customer", "acme")

    assert written.exit_code == 0, written.output
    assert [line["ref"] for line in lines] == ["T-1002", "T-1001"]
    assert lines[1]["customer"] == "acme"
    assert lines[1]["messages"][0]["text"] == "The nightly export is broken"
    assert lines[1]["messages"][0]["earlier"][0]["text"] == "The export is broken"
    assert lines[1]["timeline"][0]["event"] == "thread.created"
    assert [json.loads(line)["ref"] for line in piped.stdout.splitlines()] == ["T-1001"]


async def test_the_report_counts(door: Door, env: Mapping[str, str]) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.later(minutes=4)
    await door.person("ada").says(ACME, "Looking into it", thread_ts=ts)
    await door.settle()
    await door.clicks("ada", "thread.resolve")
    await door.asks("dave", "Where is my invoice?", "C0GLOBEX")
    table = await typed(env, "report", *PERIOD)
    numbers = json.loads((await typed(env, "report", *PERIOD, "--format", "json")).output)
    rows = list(
        csv.reader(io.StringIO((await typed(env, "report", *PERIOD, "--format", "csv")).output))
    )

    total = numbers["figures"][0]
    assert (total["opened"], total["resolved"], total["answered"]) == (2, 1, 1)
    assert 240 <= total["median"] == total["p90"] < 300
    assert [row[1] for row in rows[2:]] == [
        *("Acme", "Globex", "(nobody)", "Ada Agarwal"),
        "everyone: first_response",
    ]
    assert (total["met"], total["breached"]) == (1, 0)
    assert "4 min" in table.output


async def test_without_a_database_the_commands_say_so(
    door: Door, env: Mapping[str, str], tmp_path: Path
) -> None:
    none = {**env, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/none.db"}
    refused = await typed(none, "threads", "list")

    assert refused.exit_code == 2
    assert "There is no database" in refused.output


def _like(envelope: dict[str, Any], event_id: str, text: str) -> str:
    """Another message of the same person, as Slack would send it."""
    event = {**envelope["event"], "text": text, "blocks": []}
    event["ts"] = event["event_ts"] = f"{float(event['ts']) + 1:.6f}"
    return json.dumps({**envelope, "event": event, "event_id": event_id})


async def test_a_written_summary_lets_the_channel_be_archived(
    door: Door, env: Mapping[str, str]
) -> None:
    await door.asks("carol", "Nothing works")
    store, desk = door.bot.store, door.bot.deps.desk
    one = await store.write(declare_by_hand, desk, 1001, None, Declaration("API down"), BELLHOP)
    refused = await typed(env, "incidents", "export", str(one.id), "--archive")
    for to in (IncidentStatus.identified, IncidentStatus.monitoring):
        await store.write(move, desk, one.id, to, BELLHOP)
    await store.write(resolve, desk, one.id, Ending(root_cause="A cable"), BELLHOP)
    written = await typed(env, "incidents", "export", str(one.id), "--archive")

    assert "Resolve the incident first" in refused.output
    assert "# T-1001: API down" in written.output
    found = await door.read(lambda tx: tx.incidents.get(one.id))
    assert found is not None
    assert found.exported_at is not None
