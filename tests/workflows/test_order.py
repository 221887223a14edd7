"""Workflows that match one event take their turns; what one does is seen by the next."""

from datetime import timedelta

import pytest

from bot.desk.intake.moving import merge
from bot.desk.threads import BELLHOP
from store.runs import RunState
from tests.door import ACME, CONFIG
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import EACH_OPENS, drive, lines, run_of, says, steps_of

HEAD = "description: One of several\non: thread.created\nmode: live\norder: {}\n"


def workflow(order: int, step: str, more: str = "") -> str:
    return HEAD.format(order) + more + f"steps:\n  - {{id: one, {step}}}\n"


async def test_they_run_in_declared_order_and_see_what_the_ones_before_did(desk: OpenDesk) -> None:
    first = workflow(1, "add_label: billing")
    second = workflow(2, "add_label: seen", "when: [{thread.labels: {has_label: billing}}]\n")
    third = workflow(3, "note: 'labels: {{ thread.labels }}'")
    async with desk(z_first=first, y_second=second, x_third=third) as door:
        await says(door, "The export is broken")
        await drive(door)

        runs = await door.read(lambda tx: tx.runs.of(1001))
        assert [run.workflow for run in reversed(runs)] == ["z-first", "y-second", "x-third"]
        assert await lines(door, 1001, "labels: billing, seen") == 1


async def test_one_that_comes_too_early_does_not_see_what_comes_later(desk: OpenDesk) -> None:
    early = workflow(1, "add_label: seen", "when: [{thread.labels: {has_label: billing}}]\n")
    late = workflow(2, "add_label: billing")
    async with desk(early=early, late=late) as door:
        await says(door, "The export is broken")
        await drive(door)

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["billing"]


@pytest.mark.parametrize(("stops", "labels"), [("true", ["first"]), ("false", ["first", "second"])])
async def test_stop_after_ends_the_list(desk: OpenDesk, stops: str, labels: list[str]) -> None:
    first = workflow(1, "add_label: first", f"stop_after: {stops}\n")
    async with desk(first=first, second=workflow(2, "add_label: second")) as door:
        await says(door, "The export is broken")
        await drive(door)

        assert await door.read(lambda tx: tx.labels.of(1001)) == labels


async def test_one_that_waits_lets_the_next_go_on_and_only_once(desk: OpenDesk) -> None:
    waits = workflow(2, "wait: 30d")
    rest = {"first": workflow(1, "add_label: first"), "last": workflow(3, "note: the last one")}
    async with desk(waits=waits, **rest) as door:
        await says(door, "The export is broken")
        await drive(door)
        assert (await run_of(door, workflow="last")).state is RunState.done

        door.clock.advance(timedelta(days=30))
        await drive(door)
        assert (await run_of(door, workflow="waits")).state is RunState.done
        assert await lines(door, 1001, "the last one") == 1


async def test_one_that_fails_lets_the_next_go_on(desk: OpenDesk) -> None:
    fails = workflow(1, "hand_over: I do not know")
    async with desk(fails=fails, last=workflow(2, "add_label: last")) as door:
        await says(door, "The export is broken")
        await drive(door)

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["last"]


async def test_the_runs_of_one_thread_go_on_in_the_order_they_began(desk: OpenDesk) -> None:
    hears = (
        "description: Repeats\non: message.created\nmode: live\n"
        "steps:\n  - {id: one, note: 'heard {{ message.text }}'}\n"
    )
    async with desk(hears=hears) as door:
        root = await door.person("carol").says(ACME, "zero")
        for word in ("one", "two", "three"):
            await door.person("carol").says(ACME, word, thread_ts=root)
        await door.slack.settled()
        await drive(door)

        queued = await door.read(lambda tx: tx.deliveries.page(limit=1000))
        told = [str(one.payload["line"]) for one in reversed(queued) if "line" in one.payload]
        heard = [line.rpartition(" ")[2] for line in told if "heard" in line]
        assert heard == ["zero", "one", "two", "three"]


async def test_two_that_lead_to_each_other_are_stopped_with_a_note(desk: OpenDesk) -> None:
    on = "on: label.added\n"
    ping = workflow(1, "add_label: ping").replace("on: thread.created\n", on)
    ping = ping.replace("steps:", "when: [{event.after: pong}]\nsteps:")
    pong = ping.replace("pong", "x").replace("ping", "pong").replace("after: x", "after: ping")
    swaps = pong.replace("  - {id: one", "  - {id: zero, remove_label: pong}\n  - {id: one")
    both = ping.replace("  - {id: one", "  - {id: zero, remove_label: ping}\n  - {id: one")
    first = workflow(0, "add_label: ping")
    async with desk(a_first=first, ping=both, pong=swaps) as door:
        await says(door, "The export is broken")
        await drive(door)

        runs = await door.read(lambda tx: tx.runs.of(1001))
        assert sorted(run.workflow for run in runs) == ["a-first", "ping", "pong"]
        assert await lines(door, 1001, "it led to itself: pong → ping → pong") == 1


@pytest.mark.parametrize(
    ("more", "state"),
    [("", RunState.cancelled), ("when_resolved: continue\n", RunState.waiting)],
    ids=["cancelled", "continue"],
)
async def test_resolving_cancels_what_would_speak_to_the_customer(
    desk: OpenDesk, more: str, state: RunState
) -> None:
    asks = HEAD.format(1) + more
    asks += "steps:\n  - {id: rest, wait: 3d}\n  - {id: tell, reply: 'Any news?'}\n"
    quiet = HEAD.format(2) + "steps:\n  - {id: rest, wait: 3d}\n  - {id: tell, note: 'Any news?'}\n"
    async with desk(asks=asks, quiet=quiet) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.resolve")

        assert (await run_of(door, workflow="asks")).state is state
        assert (await run_of(door, workflow="quiet")).state is RunState.waiting


async def test_a_thread_that_was_merged_away_is_worked_on_no_more(desk: OpenDesk) -> None:
    waits = HEAD.format(1) + "steps:\n  - {id: rest, wait: 1h}\n  - {id: tell, note: 'Any news?'}\n"
    async with desk(CONFIG + EACH_OPENS, waits=waits) as door:
        await door.asks("carol", "The export is broken")
        await door.asks("carol", "The import is broken")
        await door.bot.store.write(merge, door.bot.deps.desk, 1002, 1001, BELLHOP)
        door.clock.advance(timedelta(hours=2))
        await drive(door)

        run = await run_of(door, 1002)
        assert (run.state, run.reason) == (RunState.cancelled, "the thread was merged into T-1001")
        assert [step.step for step in await steps_of(door, run)] == []
        assert (await run_of(door, 1001)).state is RunState.done
