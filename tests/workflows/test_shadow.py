"""Shadow: what a workflow would have done is compared with what people did."""

from typing import Any

from store.runs import RunState
from store.standings import Aspect, Standing, Standings, Tally
from tests.door import Door
from tests.workflows.conftest import OpenDesk

TRIAGE = """
description: Sorts what is about a password
on: thread.created
mode: shadow
when:
  - message.text: {contains: password}
steps:
  - id: label
    add_label: password
  - id: priority
    set_priority: high
  - id: who
    assign: {agent: ben}
  - id: answer
    reply: "We look into it."
"""


async def compared(door: Door, number: int = 1001) -> dict[str, Any]:
    """The verdict of the only run of a thread, by aspect."""
    [run] = await door.read(lambda tx: tx.runs.of(number))
    assert run.compared is not None
    return {aspect: one["verdict"] for aspect, one in run.compared.items()}


async def more(door: Door, handle: str = "ada", number: int = 1001, **chosen: Any) -> None:
    """Let an agent set things in More…, and everything that follows happen."""
    await door.clicks(handle, "thread.more", number)
    assert await door.person(handle).submits(chosen) == {}
    await door.settle()


async def test_people_who_do_the_same_agree(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE) as door:
        ts = await door.asks("carol", "My password is lost")
        await door.later(minutes=5)
        await more(door, priority="high", new_labels="Password")
        await door.asks("ben", "Here is a new one", thread_ts=ts)
        await door.clicks("ben", "thread.resolve")

        assert await compared(door) == dict.fromkeys(
            ("labels", "assignee", "priority", "reply"), "agree"
        )
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.compared is not None
        assert run.compared["assignee"] == {"verdict": "agree", "would": "ben", "did": "ben"}
        assert run.compared["labels"]["would"] == ["password"]


async def test_what_only_the_workflow_would_have_done_is_a_false_positive(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE) as door:
        await door.asks("dave", "My password is lost", "C0GLOBEX")
        await door.later(minutes=5)
        await door.clicks("ada", "thread.claim")
        await door.clicks("ada", "thread.resolve")

        assert await compared(door) == dict.fromkeys(
            ("labels", "assignee", "priority", "reply"), "false_positive"
        )
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        tallies = await door.read(lambda tx: Standings(tx).tallies(run.file_id))
        assert tallies[Aspect.labels] == Tally(1, wrong=1)
        assert tallies[Aspect.assignee] == Tally(1, wrong=1, missed=1)


async def test_what_only_people_did_is_a_false_negative_where_the_workflow_could(
    desk: OpenDesk,
) -> None:
    careful = TRIAGE.replace(
        "    set_priority", "    if: {customer.tier: growth}\n    set_priority"
    )
    async with desk(triage=careful) as door:
        await door.asks("carol", "My password is lost")
        await door.later(minutes=5)
        await more(door, priority="urgent", severity="SEV1", new_labels="password, login")
        await door.clicks("ada", "thread.resolve")

        found = await compared(door)
        assert found["priority"] == "false_negative"
        assert found["labels"] == "false_negative"
        assert "severity" not in found


async def test_a_run_that_gave_up_is_counted_without_any_aspect(desk: OpenDesk) -> None:
    unsure = TRIAGE + "  - id: human\n    hand_over: I do not know\n"
    async with desk(triage=unsure) as door:
        await door.asks("carol", "My password is lost")
        await door.later(minutes=5)
        await door.clicks("ada", "thread.resolve")

        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert (run.state, run.compared) == (RunState.handed_over, {})
        standing = await door.read(lambda tx: Standings(tx).of(run.file_id))
        assert standing == Standing(run.file_id, runs=1, threads=1, handed_over=1)


async def test_what_a_workflow_resolves_is_compared_with_nobody(desk: OpenDesk) -> None:
    closes = """
description: Closes
on: thread.created
order: 200
mode: live
steps:
  - id: wait
    wait: 5m
  - id: done
    set_status: resolved
"""
    async with desk(triage=TRIAGE, closes=closes) as door:
        await door.asks("carol", "My password is lost")
        await door.later(minutes=6)

        assert (await door.thread()).resolved_at is not None
        runs = await door.read(lambda tx: tx.runs.of(1001))
        assert [run.compared for run in runs] == [None, None]


async def test_steps_in_shadow_of_a_live_workflow_are_compared(desk: OpenDesk) -> None:
    half = TRIAGE.replace("mode: shadow", "mode: live\nshadow: [assign]")
    async with desk(triage=half) as door:
        await door.asks("carol", "My password is lost")
        await door.later(minutes=5)
        await more(door, priority="urgent")
        await door.clicks("ben", "thread.claim")
        await door.clicks("ben", "thread.resolve")

        assert await compared(door) == {"assignee": "agree"}


async def test_a_run_that_ends_after_its_thread_is_compared_then(desk: OpenDesk) -> None:
    slow = """
description: Labels later
on: thread.created
mode: shadow
when_resolved: continue
steps:
  - id: wait
    wait: 1d
  - id: label
    add_label: late
"""
    async with desk(slow=slow) as door:
        await door.asks("carol", "My password is lost")
        await door.later(minutes=5)
        await more(door, new_labels="late")
        await door.clicks("ada", "thread.resolve")
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.compared is None

        await door.later(days=1)
        assert await compared(door) == {"labels": "agree"}


async def test_a_thread_counts_once_however_many_runs_it_has(desk: OpenDesk) -> None:
    each = TRIAGE.replace("thread.created", "message.created")
    async with desk(triage=each) as door:
        ts = await door.asks("carol", "My password is lost")
        await door.asks("carol", "The password, I mean", thread_ts=ts)
        await door.later(minutes=5)
        await door.clicks("ada", "thread.resolve")
        await door.clicks("ada", "thread.reopen")
        await door.clicks("ada", "thread.resolve")

        runs = await door.read(lambda tx: tx.runs.of(1001))
        standing = await door.read(lambda tx: Standings(tx).of(runs[0].file_id))
        assert (standing.runs, standing.threads) == (2, 1)
