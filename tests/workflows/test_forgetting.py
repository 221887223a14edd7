"""What workflows did is kept as long as bellhop.yml says; a run that waits stays."""

from store.runs import RunState
from store.standings import Standings
from tests.door import CONFIG, Door
from tests.workflows.conftest import OpenDesk
from triggers.retention import Forgetter

MONTH = CONFIG + "retention: {runs: 30d}\n"
LABEL = """
description: Labels
on: thread.created
mode: shadow
steps:
  - id: label
    add_label: new
"""
WAITS = """
description: Waits for long
on: thread.created
mode: live
when_resolved: continue
steps:
  - id: label
    add_label: waiting
  - id: wait
    wait: 60d
"""


async def forgotten(door: Door) -> int:
    return await Forgetter(door.bot.store, door.bot._config.retention).forget()


async def test_old_runs_go_with_their_steps_and_what_was_counted_stays(desk: OpenDesk) -> None:
    async with desk(MONTH, label=LABEL) as door:
        await door.asks("carol", "The export is broken")
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        await door.later(minutes=5)
        await door.clicks("ada", "thread.resolve")
        await door.later(days=29)
        await forgotten(door)
        assert len(await door.read(lambda tx: tx.runs.of(1001))) == 1

        await door.later(days=2)
        await forgotten(door)
        assert await door.read(lambda tx: tx.runs.of(1001)) == []
        assert await door.read(lambda tx: tx.run_steps.of(run.id)) == []
        assert await door.read(lambda tx: tx.occurrences.of(1001)) == []
        assert (await door.read(lambda tx: Standings(tx).of(run.file_id))).threads == 1


async def test_a_run_that_waits_stays_with_why_it_began(desk: OpenDesk) -> None:
    async with desk(MONTH, waits=WAITS) as door:
        await door.asks("carol", "The export is broken")
        await door.later(days=40)
        await forgotten(door)

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.state is RunState.waiting
        assert len(await door.read(lambda tx: tx.run_steps.of(run.id))) == 1
        assert len(await door.read(lambda tx: tx.occurrences.of(1001))) == 1


async def test_a_run_outlives_the_one_that_led_to_it(desk: OpenDesk) -> None:
    calls = LABEL.replace("shadow", "live").replace("add_label: new", "run_workflow: waits")
    async with desk(
        MONTH, calls=calls, waits=WAITS.replace("on: thread.created", "on: manual")
    ) as door:
        await door.asks("carol", "The export is broken")
        await door.later(days=40)
        await forgotten(door)

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.workflow, run.state, run.parent_id) == ("waits", RunState.waiting, None)
