"""Several engines on one PostgreSQL: each step is taken once, in order, and none stays behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from store.runs import RunState
from tests.door import ACME, Door, opened
from tests.fakes import FakeClock
from tests.receiver import Answer, listening
from tests.workflows.power import config, drive, lines, run_of, says, steps_of

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

HEARS = """
description: Repeats
on: message.created
mode: live
steps:
  - {id: one, note: "heard {{ message.text }}"}
"""
READS = """
description: Looks something up
on: thread.created
mode: live
steps:
  - {id: read, retry: {attempts: 1}, http: {service: crm, path: account}}
  - {id: said, note: "the plan is {{ steps.read.json.plan }}"}
"""


@asynccontextmanager
async def two(url: str, clock: FakeClock, folder: Path, conf: str) -> AsyncIterator[list[Door]]:
    """Run two desks on one database."""
    async with (
        opened(url, clock, conf, workflows=folder) as one,
        opened(url, clock, conf, workflows=folder) as other,
    ):
        yield [one, other]


async def test_two_engines_take_each_run_once_and_in_order(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "hears.yml").write_text(HEARS)
    async with listening() as crm, two(database_url, clock, tmp_path, config(crm)) as desks:
        first = desks[0]
        roots = [await first.person("carol").says(ACME, f"{number} zero") for number in range(4)]
        for word in ("one", "two", "three", "four"):
            for number, root in enumerate(roots):
                await first.person("carol").says(ACME, f"{number} {word}", thread_ts=root)
        await first.slack.settled()
        await asyncio.gather(*(drive(desk) for desk in desks for _ in range(2)))

        queued = await first.read(lambda tx: tx.deliveries.page(limit=1000))
        told = [str(one.payload["line"]) for one in reversed(queued) if "line" in one.payload]
        for number in range(4):
            heard = [line.rpartition(" ")[2] for line in told if f"heard {number}" in line]
            assert heard == ["zero", "one", "two", "three", "four"]


async def test_a_survivor_goes_on_once_the_lease_has_ended(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "reads.yml").write_text(READS)
    async with listening() as crm, two(database_url, clock, tmp_path, config(crm)) as desks:
        dies, survives = desks
        crm.will(Answer(hangs=True), Answer(body=b'{"plan": "gold"}'))
        await says(dies, "The export is broken")
        await dies.bot.engine.drain()
        await drive(survives)
        assert (await run_of(survives)).state is RunState.working

        await dies.bot.engine.stop()
        clock.advance(seconds=25)
        await drive(survives)
        assert (await run_of(survives)).state is RunState.done
        assert await lines(survives, 1001, "the plan is gold") == 1


async def test_an_answer_that_comes_after_the_lease_is_left_alone(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    (tmp_path / "reads.yml").write_text(READS)
    async with listening() as crm, two(database_url, clock, tmp_path, config(crm)) as desks:
        slow, quick = desks
        crm.will(Answer(hangs=True), Answer(body=b'{"plan": "gold"}'))
        await says(slow, "The export is broken")
        await slow.bot.engine.drain()
        clock.advance(seconds=25)
        await drive(quick)
        assert (await run_of(quick)).state is RunState.done

        crm.closing.set()  # now the first answer comes after all
        await slow.bot.engine.answered()
        await drive(slow)
        steps = await steps_of(slow, await run_of(slow))
        assert [(step.step, step.status.value) for step in steps] == [
            ("read", "done"),
            ("said", "done"),
        ]
        assert await lines(slow, 1001, "the plan is") == 1
