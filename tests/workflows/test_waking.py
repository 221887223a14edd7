"""What wakes a run that waits, and what does not."""

from datetime import timedelta

from store.runs import RunState
from store.threads import Status
from store.workflows import Mode
from tests.door import ACME, CONFIG, Door
from tests.workflows.conftest import OpenDesk

WAITS = """
description: Waits for the customer
on: thread.created
mode: live
steps:
  - id: pause
    wait:
      for: [message.created]
      event_if: {message.author: customer}
      at_most: 2d
  - id: tell
    note: "it was {{ steps.pause.event }}: {{ steps.pause.text | default('nothing') }}"
"""
REMINDS = """
description: Reminds, unless somebody answered
on: thread.created
mode: live
steps:
  - id: pause
    wait: {time: 3d, then: {thread.answered: false}}
  - id: tell
    note: still unanswered
"""


async def state(door: Door) -> RunState:
    [run] = await door.read(lambda tx: tx.runs.of(1001))
    return run.state


async def test_the_customers_next_message_wakes_it(desk: OpenDesk) -> None:
    async with desk(waits=WAITS) as door:
        ts = await door.asks("carol", "The export is broken")
        assert await state(door) is RunState.waiting

        await door.asks("carol", "and the import too", thread_ts=ts)
        assert await state(door) is RunState.done
        assert "it was message.created: and the import too" in "\n".join(await door.room())


async def test_an_agents_words_do_not_wake_it_and_hide_nothing_that_follows(desk: OpenDesk) -> None:
    async with desk(waits=WAITS) as door:
        ts = await door.asks("carol", "The export is broken")

        await door.person("ada").says(ACME, "Since when?", thread_ts=ts)
        await door.person("carol").says(ACME, "Since today", thread_ts=ts)
        await door.settle()
        assert await state(door) is RunState.done
        assert "it was message.created: Since today" in "\n".join(await door.room())


async def test_when_nothing_happens_its_time_comes(desk: OpenDesk) -> None:
    async with desk(waits=WAITS) as door:
        await door.asks("carol", "The export is broken")
        await door.later(days=1, hours=23)
        assert await state(door) is RunState.waiting

        await door.later(hours=1, minutes=1)
        assert await state(door) is RunState.done
        assert "it was time: nothing" in "\n".join(await door.room())


async def test_it_looks_again_before_it_goes_on(desk: OpenDesk) -> None:
    async with desk(reminds=REMINDS) as door:
        ts = await door.asks("carol", "The export is broken")
        await door.person("ada").says(ACME, "Looking into it", thread_ts=ts)
        await door.later(days=3, minutes=1)

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.state is RunState.done
        assert run.reason == "after waiting: thread.answered equals False: it is True"
        assert "still unanswered" not in "\n".join(await door.room())


async def test_a_workflow_that_was_switched_off_goes_on_no_more(desk: OpenDesk) -> None:
    async with desk(reminds=REMINDS) as door:
        await door.asks("carol", "The export is broken")
        await door.bot.store.write(lambda tx: tx.workflows.turn("reminds", Mode.off, "agent:lea"))
        await door.later(days=3, minutes=1)

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.state, run.reason) == (RunState.cancelled, "reminds was switched off")


async def test_waiting_for_business_hours_ends_when_the_desk_opens(desk: OpenDesk) -> None:

    office = CONFIG.replace("teams: {support: {}}", "teams: {support: {hours: office}}") + (
        'hours: {office: {timezone: UTC, days: {mon-fri: "09:00-17:00"}}}\n'
    )
    source = WAITS.replace(
        WAITS[WAITS.index("    wait:") : WAITS.index("  - id: tell")],
        "    wait: {business_hours: true}\n",
    )
    async with desk(office, waits=source) as door:
        door.clock.advance(timedelta(hours=14))  # at night
        await door.asks("carol", "The export is broken")
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.state is RunState.waiting
        assert run.due_at is not None
        assert (run.due_at.hour, run.due_at.minute) == (9, 0)

        await door.later(seconds=(run.due_at - door.clock.now()).total_seconds() + 1)
        assert await state(door) is RunState.done
        assert (await door.thread()).status is Status.new
