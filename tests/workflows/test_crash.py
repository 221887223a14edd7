"""The power goes between any two transactions: nothing is lost, and nothing happens twice."""

from datetime import timedelta

import pytest

from store.run_steps import StepStatus
from store.runs import RunState
from tests.door import Door
from tests.receiver import Answer, listening
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import PowerCut, config, cut, drive, lines, run_of, says, steps_of

FLOW = """
description: Does a little of everything
on: thread.created
mode: live
steps:
  - {id: label, add_label: seen}
  - {id: read, http: {service: crm, path: account}}
  - {id: said, note: "the plan is {{ steps.read.json.plan }}"}
  - {id: send, http: {method: POST, service: crm, path: order, json: {a: 1}, idempotent: true}}
  - {id: rest, wait: 1h}
  - {id: last, note: "it rests no more"}
"""
POSTS = """
description: Orders something
on: thread.created
mode: live
steps:
  - {id: send, http: {method: POST, service: crm, path: order, json: {a: 1}}}
  - {id: said, note: "it is ordered"}
"""
GETS = """
description: Looks something up
on: thread.created
mode: live
steps:
  - {id: read, http: {service: crm, path: account}}
  - {id: said, note: "the plan is {{ steps.read.json.plan }}"}
"""
PLAN = Answer(body=b'{"plan": "gold"}')
LEASE = 25  # seconds: longer than the timeout of the service and the engine's margin


async def two_hours(door: Door) -> None:
    for _ in range(2):
        await drive(door)
        door.clock.advance(timedelta(hours=1))
    await drive(door)


@pytest.mark.parametrize("writes", range(8))
async def test_it_goes_on_where_it_was_wherever_the_power_goes(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    async with listening() as crm:
        crm.will(*[PLAN] * 9)
        async with desk(config(crm), flow=FLOW) as door:
            await says(door, "The export is broken")
            cut(monkeypatch, door, writes)
            with pytest.raises(PowerCut):
                await two_hours(door)
        async with desk(config(crm), flow=FLOW) as door:
            await drive(door)
            door.clock.advance(seconds=LEASE)
            await two_hours(door)

            run = await run_of(door)
            assert (run.state, run.reason) == (RunState.done, None)
            done = [step.step for step in await steps_of(door, run)]
            assert done == ["label", "read", "said", "send", "rest", "last"]
            assert await door.read(lambda tx: tx.labels.of(1001)) == ["seen"]
            assert await lines(door, 1001, "the plan is gold") == 1
            assert await lines(door, 1001, "it rests no more") == 1
            posted = [one for one in crm.received if one.method == "POST"]
            assert {one.headers["idempotency-key"] for one in posted} == {f"run:{run.id}:send"}


async def test_what_only_reads_is_asked_again(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening() as crm:
        crm.will(PLAN, PLAN)
        async with desk(config(crm), gets=GETS) as door:
            await says(door, "The export is broken")
            cut(monkeypatch, door, 1)  # it is asked, the answer is not written down
            with pytest.raises(PowerCut):
                await drive(door)
            await door.bot.engine.answered()
        async with desk(config(crm), gets=GETS) as door:
            await drive(door)
            assert len(crm.received) == 1  # who asked may still be alive
            door.clock.advance(seconds=LEASE)
            await drive(door)

            assert [one.path for one in crm.received] == ["/account", "/account"]
            assert (await run_of(door)).state is RunState.done
            assert await lines(door, 1001, "the plan is gold") == 1


async def test_what_may_have_changed_something_is_for_a_human(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening() as crm:
        async with desk(config(crm), posts=POSTS) as door:
            await says(door, "The export is broken")
            cut(monkeypatch, door, 1)
            with pytest.raises(PowerCut):
                await drive(door)
            await door.bot.engine.answered()
        async with desk(config(crm), posts=POSTS) as door:
            door.clock.advance(seconds=LEASE)
            await drive(door)

            assert len(crm.received) == 1
            run = await run_of(door)
            assert run.state is RunState.handed_over
            why = "the step send failed: nobody knows whether the other system got it"
            assert run.reason == why
            [step] = await steps_of(door, run)
            assert step.status is StepStatus.failed


async def test_a_run_ends_with_the_file_that_it_began_with(desk: OpenDesk) -> None:
    waits = FLOW.replace("on: thread.created", "on: thread.created\nvars: {words: before}")
    waits = waits[: waits.index("steps:")] + (
        "steps:\n  - {id: rest, wait: 1h}\n  - {id: last, note: '{{ vars.words }} the change'}\n"
    )
    async with listening() as crm:
        async with desk(config(crm), waits=waits) as door:
            await says(door, "The export is broken")
            await drive(door)
        after = waits.replace("vars: {words: before}", "vars: {words: after}")
        async with desk(config(crm), waits=after.replace("id: last", "id: final")) as door:
            door.clock.advance(timedelta(hours=1))
            await drive(door)

            assert [one.step for one in await steps_of(door, await run_of(door))][-1] == "last"
            assert await lines(door, 1001, "before the change") == 1


async def test_a_run_goes_on_after_its_file_is_gone(desk: OpenDesk) -> None:
    waits = GETS[: GETS.index("steps:")] + (
        "steps:\n  - {id: rest, wait: 1h}\n  - {id: last, note: rested}\n"
    )
    async with desk(waits=waits) as door:
        await says(door, "The export is broken")
        await drive(door)
    # it is switched off from now on, as far as new threads go
    async with desk(waits="") as door:
        door.clock.advance(timedelta(hours=1))
        await drive(door)

        assert (await run_of(door)).state is RunState.done
        assert await lines(door, 1001, "rested") == 1
