"""Words that customers choose, wherever a workflow puts them."""

import json

import pytest

from store.runs import RunState
from tests.databases import only_sqlite
from tests.door import words
from tests.receiver import Answer, listening
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import config, lines, run_of

HEAD = "description: One of several\non: thread.created\nmode: live\nsteps:\n"
PINGS = "<!channel> <!here> <!subteam^S0ALL> <@U0ADA> look"


@pytest.mark.parametrize(
    "step",
    [
        "note: 'said: {{ message.text }} {{ thread.title }}'",
        "notify: {channel: C0ALERTS, text: 'said: {{ message.text }} {{ thread.title }}'}",
        "follow_up: {in: 1h, text: 'said: {{ message.text }} {{ thread.title }}'}",
    ],
)
async def test_who_writes_to_us_pings_nobody_through_a_workflow(desk: OpenDesk, step: str) -> None:
    async with desk(tells=HEAD + f"  - {{id: tell, {step}}}\n") as door:
        await door.asks("dave", PINGS, channel="C0GLOBEX")
        await door.later(hours=8)

        ada = door.person("ada")
        told = [*await door.room(), *(words(said) for said in ada.sees("C0ALERTS"))]
        found = [one for one in told if "said: " in one]
        assert found
        assert not any(ping in one for one in found for ping in ("<!", "<@U0ADA> look"))


async def test_a_reply_repeats_no_ping(desk: OpenDesk) -> None:
    async with desk(tells=HEAD + "  - {id: tell, reply: 'You said {{ message.text }}'}\n") as door:
        await door.asks("dave", PINGS, channel="C0GLOBEX")

        said = [
            words(one)
            for one in door.person("dave").sees("C0GLOBEX", (await door.thread()).root_ts)
        ]
        [answer] = [one for one in said if "You said" in one]
        assert "<!" not in answer
        assert "<@" not in answer


@pytest.mark.parametrize("step", ["note", "notify", "reply", "follow_up"])
async def test_four_thousand_characters_get_through_or_to_a_human(
    desk: OpenDesk, step: str
) -> None:
    args = {
        "note": "'{{ message.text }}!'",
        "notify": "{channel: C0ALERTS, text: '{{ message.text }}!'}",
        "reply": "'{{ message.text }}!'",
        "follow_up": "{in: 1h, text: '{{ message.text }}!'}",
    }[step]
    async with desk(tells=HEAD + f"  - {{id: tell, {step}: {args}}}\n") as door:
        await door.asks("dave", "💥&<" * 1_333, channel="C0GLOBEX")
        await door.later(hours=8)

        run = await run_of(door)
        assert run.state in (RunState.done, RunState.handed_over)
        dead = await door.read(lambda tx: tx.deliveries.page(limit=1000))
        assert [one.error for one in dead if one.state == "dead"] == []
        assert await lines(door, 1001, "!") or run.state is RunState.handed_over


@only_sqlite
@pytest.mark.parametrize("answer", ["..", "a/../../b?c#d", "x\r\nX-Evil: 1"])
async def test_what_another_system_says_leads_to_no_other_path(desk: OpenDesk, answer: str) -> None:
    reads = HEAD + (
        "  - {id: who, http: {service: crm, path: who}}\n"
        "  - {id: read, http: {service: crm, path: 'users/{{ steps.who.json }}/orders'}}\n"
    )
    async with listening() as crm:
        crm.will(Answer(body=json.dumps(answer).encode()))
        async with desk(config(crm), reads=reads) as door:
            await door.asks("carol", "The export is broken")

            asked = [one.path for one in crm.received[1:]]
            assert all(path.startswith("/users/") and path.count("/") == 3 for path in asked)


@only_sqlite
@pytest.mark.parametrize("body", [b'{"v": NaN}', b"[" * 100_000 + b"]" * 100_000])
async def test_what_only_looks_like_json_goes_no_further(desk: OpenDesk, body: bytes) -> None:
    puts = HEAD + (
        "  - {id: read, http: {service: crm, path: a}}\n"
        "  - {id: put, http: {service: crm, method: PUT, path: b, json: '{{ steps.read.json }}'}}\n"
    )
    async with listening() as crm:
        crm.will(Answer(headers={"Content-Type": "application/json"}, body=body))
        async with desk(config(crm), puts=puts) as door:
            await door.asks("carol", "The export is broken")

            run = await run_of(door)
            assert run.reason == "the step read failed: its answer says it is JSON, and is not"
            assert len(crm.received) == 1


async def test_what_was_taken_back_is_not_repeated(desk: OpenDesk) -> None:
    repeats = HEAD + "  - {id: pause, wait: 1h}\n  - {id: tell, note: 'said: {{ message.text }}'}\n"
    async with desk(repeats=repeats) as door:
        ts = await door.asks("carol", "It is hunter2")
        await door.person("carol").deletes("C0ACME", ts)
        await door.later(hours=2)

        assert (await run_of(door)).category == "missing data"
        assert not any("hunter2" in line for line in await door.room())
