"""What goes wrong in one workflow stops no other, and is never silent."""

from datetime import timedelta

import pytest

from store.run_steps import StepStatus
from store.runs import RunState
from store.threads import Priority
from tests.receiver import Answer, listening
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import config, drive, lines, run_of, says, steps_of

HEAD = "description: One of several\non: thread.created\nmode: live\nsteps:\n"
SOUND = HEAD + "  - {id: label, add_label: sound}\n"
# no column of PostgreSQL takes this text
BROKEN = HEAD + '  - {id: label, add_label: "before"}\n  - {id: bad, note: "a\\0b"}\n'


async def test_a_change_that_the_database_refuses_stops_nobody_else(
    desk: OpenDesk, database_url: str
) -> None:
    async with desk(a_broken=BROKEN, b_sound=SOUND) as door:
        await says(door, "The export is broken")
        await drive(door)

        assert (await run_of(door, workflow="b-sound")).state is RunState.done
        assert await door.read(lambda tx: tx.labels.of(1001)) == ["before", "sound"]
        refused = RunState.handed_over if "postgresql" in database_url else RunState.done
        assert (await run_of(door, workflow="a-broken")).state is refused


async def test_an_answer_that_the_database_refuses_is_for_a_human(desk: OpenDesk) -> None:
    reads = HEAD + "  - {id: read, http: {service: crm, path: account}}\n"
    async with listening() as crm:
        crm.will(Answer(body=b'{"name": "a\\u0000b"}'))
        async with desk(config(crm), reads=reads) as door:
            await says(door, "The export is broken")
            for _ in range(4):
                await drive(door)
                door.clock.advance(seconds=25)

            assert len(crm.received) == 1
            assert (await run_of(door)).state in (RunState.done, RunState.handed_over)


async def test_a_comparison_that_makes_no_sense_is_told_and_is_never_true(desk: OpenDesk) -> None:
    odd = HEAD + (
        "  - {id: read, http: {service: crm, path: account}}\n"
        "  - {id: label, if: {steps.read.json.seats: {greater_than: 5}}, add_label: big}\n"
    )
    async with listening() as crm:
        crm.will(Answer(body=b'{"seats": "many"}'))
        async with desk(config(crm), a_odd=odd, b_sound=SOUND) as door:
            await says(door, "The export is broken")
            await drive(door)

            run = await run_of(door, workflow="a-odd")
            assert run.state is RunState.handed_over
            assert "cannot be said of 'many'" in str(run.reason)
            assert await door.read(lambda tx: tx.labels.of(1001)) == ["sound"]
            assert (await door.thread()).priority is Priority.high


async def test_a_reply_with_a_hole_is_held_and_handed_over(desk: OpenDesk) -> None:
    hole = HEAD + (
        "  - {id: read, http: {service: crm, path: account}}\n"
        "  - {id: tell, reply: 'Your plan is {{ steps.read.json.plan }}'}\n"
    )
    async with listening() as crm:
        crm.will(Answer(body=b'{"plan": null}'))
        async with desk(config(crm), hole=hole) as door:
            await says(door, "The export is broken")
            await door.settle()

            run = await run_of(door)
            assert (run.state, run.category) == (RunState.handed_over, "missing data")
            assert not any("Your plan" in str(said) for said in door.person("carol").sees("C0ACME"))


@pytest.mark.parametrize(
    ("on_error", "taken"),
    [("continue", ["read", "next", "last"]), ("last", ["read", "last"])],
)
async def test_on_error_goes_on_where_it_says(
    desk: OpenDesk, on_error: str, taken: list[str]
) -> None:
    source = HEAD + (
        f"  - {{id: read, on_error: {on_error}, http: {{service: crm, path: account}}}}\n"
        "  - {id: next, add_label: next}\n"
        "  - {id: last, note: 'read said {{ steps.read.error }}'}\n"
    )
    async with listening() as crm:
        crm.will(404)
        async with desk(config(crm), source=source) as door:
            await says(door, "The export is broken")
            await drive(door)

            run = await run_of(door)
            assert run.state is RunState.done
            assert [one.step for one in await steps_of(door, run)] == taken
            assert await lines(door, 1001, "read said it answered 404") == 1


async def test_it_tries_again_when_the_other_side_says_so(desk: OpenDesk) -> None:
    reads = HEAD + (
        "  - {id: read, retry: {attempts: 3, wait: 2s}, http: {service: crm, path: account}}\n"
    )
    async with listening() as crm:
        crm.will(Answer(429, {"Retry-After": "30"}), 503, Answer(body=b"{}"))
        async with desk(config(crm), reads=reads) as door:
            await says(door, "The export is broken")
            for seconds, asked in ((0, 1), (29, 1), (1, 2), (3, 2), (1, 3)):
                door.clock.advance(seconds=seconds)
                await drive(door)
                assert len(crm.received) == asked

            [step] = await steps_of(door, await run_of(door))
            assert (step.status, step.attempts) == (StepStatus.done, 3)
            assert step.ended_at - step.began_at == timedelta(seconds=34)


async def test_it_gives_up_after_its_attempts(desk: OpenDesk) -> None:
    reads = HEAD + (
        "  - {id: read, retry: {attempts: 2, wait: 1s}, http: {service: crm, path: account}}\n"
    )
    async with listening() as crm:
        crm.will(503, 503)
        async with desk(config(crm), reads=reads) as door:
            await says(door, "The export is broken")
            await drive(door)
            door.clock.advance(seconds=1)
            await drive(door)

            run = await run_of(door)
            assert run.state is RunState.handed_over
            assert run.reason == "the step read failed: it answered 503"
            assert len(crm.received) == 2


async def test_it_asks_until_it_is_so(desk: OpenDesk) -> None:
    polls = HEAD + (
        "  - id: read\n    http:\n      service: crm\n      path: job\n      every: 10s\n"
        "      poll_until: {steps.read.json.state: ready}\n"
        "  - {id: said, note: 'it is {{ steps.read.json.state }}'}\n"
    )
    async with listening() as crm:
        crm.will(*[Answer(body=b'{"state": "busy"}')] * 2, Answer(body=b'{"state": "ready"}'))
        async with desk(config(crm), polls=polls) as door:
            await says(door, "The export is broken")
            for asked in (1, 2, 3):
                await drive(door)
                assert len(crm.received) == asked
                door.clock.advance(seconds=10)

            assert (await run_of(door)).state is RunState.done
            assert await lines(door, 1001, "it is ready") == 1


async def test_it_goes_once_round_for_each_and_no_more_often_than_its_limit(desk: OpenDesk) -> None:
    each = HEAD + (
        "  - {id: read, http: {service: crm, path: bills}}\n"
        "  - id: each\n    for_each:\n      in: '{{ steps.read.json }}'\n      as: bill\n"
        "      limit: 2\n      steps:\n"
        "        - {id: said, note: 'bill {{ bill.id }}'}\n"
    )
    async with listening() as crm:
        crm.will(Answer(body=b'[{"id": 1}, {"id": 2}]'), Answer(body=b"[{}, {}, {}]"))
        async with desk(config(crm), each=each) as door:
            await says(door, "The export is broken")
            await drive(door)
            assert (await run_of(door)).state is RunState.done
            assert [await lines(door, 1001, f"bill {number}") for number in (1, 2)] == [1, 1]

            door.clock.advance(seconds=60)
            await says(door, "The import is broken")
            await drive(door)
            run = await run_of(door, 1002)
            assert run.reason == "the step each failed: there are 3 items, the limit is 2"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(302, {"Location": "http://127.0.0.1:1/"}), RunState.handed_over),
        (Answer(body=b'"' + b"a" * 2**20 + b'"'), RunState.handed_over),
        (Answer(body=b"{}", headers={"Content-Type": "application/json"}), RunState.done),
        (Answer(body=b"<p>", headers={"Content-Type": "application/json"}), RunState.handed_over),
    ],
    ids=["redirect", "too long", "right", "no JSON"],
)
async def test_what_another_system_answers(desk: OpenDesk, answer: Answer, state: RunState) -> None:
    reads = HEAD + ("  - {id: read, retry: {attempts: 1}, http: {service: crm, path: account}}\n")
    async with listening() as crm:
        crm.will(answer)
        async with desk(config(crm), reads=reads) as door:
            await says(door, "The export is broken")
            await drive(door)

            assert (await run_of(door)).state is state
            assert len(crm.received) == 1


async def test_a_system_that_hangs_holds_up_no_other_workflow(desk: OpenDesk) -> None:
    reads = HEAD.replace("mode: live", "mode: live\nwhen: [{message.text: {contains: slow}}]") + (
        "  - {id: read, http: {service: crm, path: account, timeout: 60s}}\n"
    )
    async with listening() as crm:
        crm.will(*[Answer(hangs=True)] * 70)
        async with desk(config(crm), a_reads=reads, b_sound=SOUND) as door:
            for number in range(66):
                door.clock.advance(seconds=1)
                await says(door, f"It is slow {number}")
            await door.bot.engine.drain()
            door.clock.advance(seconds=1)
            await says(door, "The export is broken")
            await door.bot.engine.drain()

            assert await door.read(lambda tx: tx.labels.of(1067)) == ["sound"]
            await door.bot.engine.stop()
