"""Escalate to engineering…: a report that lacks nothing, or says why it does."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.desk.bugs.attached import take_files
from bot.desk.threads import locked
from store.bug_reports import BugReport, BugReports
from store.deliveries import DeliveryState
from store.threads import Severity, Status
from store.transaction import Transaction
from tests.door import ACME, CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import buttons, dialog, entries, metadata, reads

OURS = CONFIG.replace("owner: ada}", "owner: ada, external: {stripe: cus_9}}")
BROKEN = (
    "Saving an order fails since 14:02 UTC at https://api.example.com/orders?token=abc123def "
    "with request id req_8Zk21, password=hunter22"
)
COMPLETE = {
    "part:summary": "Saving orders fails",
    "part:system": "orders in production",
    "part:function": "they cannot ship",
    "part:severity": "SEV2",
    "part:reproduction": "reproducible",
    "part:steps": "1. Open an order\n2. Save it",
    "part:expected": "It is saved",
    "part:tried": "Another browser: the same",
    "part:wanted": "A fix, or a way around it, by tonight",
}
HAR = json.dumps(
    {
        "log": {
            "entries": [
                {
                    "startedDateTime": "2026-11-21T14:02:11Z",
                    "request": {
                        "method": "POST",
                        "url": "https://api.example.com/orders?token=tok-12345678",
                        "headers": [{"name": "Cookie", "value": "sid=s3cret-s3cret"}],
                    },
                    "response": {
                        "status": 502,
                        "headers": [{"name": "x-request-id", "value": "req_har_77"}],
                    },
                }
            ]
        }
    }
)


@pytest.fixture
async def door(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Door]:
    async with opened(sqlite_url, clock, OURS) as door:
        await door.asks("carol", BROKEN)
        yield door


async def report(door: Door) -> BugReport:
    return await door.read(lambda tx: BugReports(tx).of(1001))


async def opens(door: Door, handle: str = "ada") -> dict[str, Any]:
    """Open the dialog, as More… leads to it."""
    await door.clicks(handle, "thread.more")
    await door.person(handle).picks("thread.bug")
    return dialog(door, handle)


async def submits(door: Door, values: dict[str, Any]) -> None:
    assert await door.person("ada").submits(values) == {}
    await door.settle()


def filled(view: dict[str, Any], part: str) -> str:
    [element] = [one["element"] for one in view["blocks"] if one.get("block_id") == f"part:{part}"]
    return str(element.get("initial_value", ""))


async def question(door: Door) -> str:
    """Where the customer was asked last; nowhere when no form waits."""
    root = (await door.thread()).root_ts
    asked = [one for one in door.person("carol").sees(ACME, root) if "bug.form" in buttons(one)]
    return str(asked[-1]["ts"]) if asked else ""


async def test_what_is_known_is_filled_in_without_secrets(door: Door) -> None:
    view = await opens(door)

    assert filled(view, "who") == "Acme (enterprise), stripe cus_9"
    assert filled(view, "when") == "14:02 UTC"
    assert filled(view, "request_id") == "req_8Zk21"
    assert filled(view, "url") == "https://api.example.com/orders?token=[removed]"
    assert "hunter22" not in json.dumps(view["blocks"])


async def test_a_complete_report_calls_people_and_the_thread_stays_owned(door: Door) -> None:
    await opens(door)
    await submits(door, COMPLETE)

    assert door.person("ada").modals == []
    thread = await door.thread()
    assert (thread.status, thread.severity) == (Status.waiting_on_engineering, Severity.SEV2)
    assert thread.assignee_id is not None
    [rings] = await door.read(lambda tx: tx.escalations.unanswered(1001))
    assert rings.path == "SEV2"
    room = "\n".join(await door.room())
    assert "1. Open an order" in room
    assert "cus_9" in room
    assert "hunter22" not in room.split("the report for engineering")[1]
    assert (await report(door)).filed_by == "agent:ada"


async def test_nothing_is_filed_by_accident(door: Door) -> None:
    await opens(door)
    ada = door.person("ada")
    gaps = {"part:request_id": None, "part:steps": None}
    assert set(await ada.submits({**COMPLETE, **gaps})) == set(gaps)
    assert (await door.thread()).status is Status.new

    await ada.picks("bug.partly")
    await submits(door, {**gaps, "why": "Everything is down, they cannot even log in"})
    assert (await door.thread()).status is Status.waiting_on_engineering
    assert "request id, steps to reproduce. Everything is down" in "\n".join(await door.room())
    [entry] = await entries(door, "thread.reported")
    assert entry.after["because"] == "Everything is down, they cannot even log in"


async def test_what_is_needed_is_not_called_optional_unless_it_is(door: Door) -> None:
    def optional() -> set[bool]:
        blocks = dialog(door, "ada")["blocks"]
        return {one["optional"] for one in blocks if str(one["block_id"]).startswith("part:")}

    await opens(door)
    assert optional() == {False}
    await door.person("ada").picks("bug.partly", values={"part:system": "orders"})
    assert optional() == {True}
    assert filled(dialog(door, "ada"), "system") == "orders"


@pytest.mark.parametrize(
    ("part", "said", "told"), [("when", "this morning", "time of day"), ("wanted", "  ", "needed")]
)
async def test_what_says_nothing_is_asked_for_where_it_stands(
    door: Door, part: str, said: str, told: str
) -> None:
    await opens(door)
    wrong = await door.person("ada").submits({**COMPLETE, f"part:{part}": said})

    assert told in wrong[f"part:{part}"]
    assert (await report(door)).filed_at is None


async def test_the_customer_is_asked_with_one_click_and_the_answers_come_to_the_report(
    door: Door,
) -> None:
    await opens(door)
    await door.person("ada").picks("bug.ask", values={"part:system": "orders"})
    await door.settle()
    assert "customer was asked" in words(dialog(door, "ada"))
    assert (await door.thread()).status is Status.waiting_on_customer

    await door.person("carol").clicks(ACME, await question(door), "bug.form")
    answers = {
        "part:browser": "Firefox 145",
        "part:os": "Windows 11",
        "part:account": "acme-eu",
        "part:expected": "Saved",
        "part:actual": "A blank page; my token=abcdef123456",
        "files": [
            ("shop.har", HAR.encode(), "application/json"),
            ("shop.zip", b"PK\x03\x04", "application/zip"),
        ],
    }
    assert await door.person("carol").submits(answers) == {}
    await door.settle()

    room = await door.room()
    assert (await door.thread()).status is Status.open
    assert any("Firefox 145" in line and "abcdef123456" not in line for line in room)
    assert any("*shop.har* is above. Secrets in it were removed." in line for line in room)
    assert any("POST api.example.com/orders 502" in line for line in room)
    assert any("*shop.zip* was *not* taken over" in line for line in room)
    for _ in door.person("ada").modals:
        await door.person("ada").closes()
    view = await opens(door)
    assert filled(view, "system") == "orders"
    assert filled(view, "expected") == "Saved"
    assert filled(view, "request_id") == "req_8Zk21, req_har_77"


async def test_files_reach_the_room_without_secrets_and_customers_not_at_all(door: Door) -> None:
    await opens(door)
    await door.person("ada").picks("bug.ask")
    await door.settle()
    await door.person("carol").clicks(ACME, await question(door), "bug.form")
    brought = [("a.har", HAR.encode(), "application/json")]
    await door.person("carol").submits({"part:actual": "It fails", "files": brought})
    await door.settle()

    thread = await door.thread()
    shown = [
        file
        for message in door.person("ada").sees(TRIAGE, thread.card_ts)
        for file in message.get("files", ())
    ]
    [file] = shown
    token = {"Authorization": f"Bearer {door.slack.bot_token}"}
    async with ClientSession() as http, http.get(file["url_private"], headers=token) as answer:
        stored = await answer.read()
    assert file["name"] == "a.har"
    assert b"req_har_77" in stored
    assert b"s3cret" not in stored
    assert b"tok-12345678" not in stored
    assert not any(one.get("files") for one in door.person("carol").sees(ACME, thread.root_ts))


async def test_a_form_is_answered_once_and_only_by_whom_it_concerns(door: Door) -> None:
    await opens(door)
    await door.person("ada").picks("bug.ask")
    await door.settle()
    asked = await question(door)
    root = (await door.thread()).root_ts

    await door.person("eve").clicks(ACME, asked, "bug.form")
    await door.settle()
    assert door.person("eve").modal is None
    assert "Only the people" in "".join(reads(door, "eve", ACME, root))
    await door.person("carol").clicks(ACME, asked, "bug.form")
    first = metadata(dialog(door, "carol"))
    await door.person("carol").submits({"part:actual": "It fails"})
    await door.settle()
    assert first == {"bug": "bug:1001:1", "thread": 1001}
    [message] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == asked]
    assert "Answered by" in words(message)
    assert "bug.form" not in buttons(message)


async def test_a_file_that_slack_gives_to_nobody_is_not_waited_for_in_silence(door: Door) -> None:
    gone = {"id": "F0", "name": "a.har"}

    def rule(tx: Transaction) -> None:
        take_files(tx, door.bot.deps.desk, locked(tx, 1001), [gone])

    await door.bot.store.write(rule)
    await door.settle()
    assert any("*a.har* was *not* taken over" in line for line in await door.room())


async def test_a_file_does_not_go_into_a_room_that_others_are_in_by_now(door: Door) -> None:
    log = {"id": "F0", "name": "a.log"}

    def rule(tx: Transaction) -> None:
        take_files(tx, door.bot.deps.desk, locked(tx, 1001), [log])
        tx.channels.set_shared(TRIAGE, is_shared=True)

    await door.bot.store.write(rule)
    await door.settle()

    file = await door.read(lambda tx: tx.deliveries.by_key("bug_file:F0"))
    assert file is not None
    assert file.state is DeliveryState.dead
    assert not any(one.method.startswith("files.") for one in door.slack.calls)
