"""More… → Workflows: what was considered for a thread, what decided, and what each run did."""

from bot.workflows.beginning.explaining import explained
from store.workflows import Mode
from tests.door import TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, title
from tests.workflows.conftest import OpenDesk
from tests.workflows.test_switching import EACH

LABEL = """
description: Labels what is about a password
on: [thread.created]
mode: live
order: 10
when:
  - message.text: {contains: password}
steps:
  - id: label
    add_label: password
  - id: vip
    if: {customer.tier: growth}
    set_priority: high
"""
TEAM = """
description: Looks at every field
on: thread.created
mode: live
order: 20
when:
  - thread.priority: {greater_than: high}
steps:
  - id: note
    note: Urgent
"""
STOPS = TEAM.replace("20", "30").replace("greater_than: high", "less_than: urgent")
STOPS = STOPS.replace("mode: live", "mode: live\nstop_after: true")
LAST = TEAM.replace("20", "40")


async def looks(door: Door, handle: str = "ada", number: int = 1001) -> str:
    """Open the history of a thread from its card."""
    await door.person(handle).clicks(TRIAGE, await door.card_ts(number), "thread.more")
    await door.person(handle).picks("thread.runs")
    return words(dialog(door, handle))


async def test_every_workflow_that_listens_is_explained(desk: OpenDesk) -> None:
    files = {"label": LABEL, "team": TEAM, "stops": STOPS, "last": LAST}
    async with desk(**files) as door:
        await door.asks("carol", "The export is broken")

        [occurrence] = await door.read(lambda tx: tx.occurrences.of(1001))
        reasons = await door.read(
            lambda tx: explained(tx, door.bot.deps.desk, door.bot.library, occurrence)
        )
        assert [(one.workflow, one.matched, one.because) for one in reasons] == [
            ("label", False, "message.text contains password: it is The export is broken"),
            ("team", False, "thread.priority greater_than high: it is high"),
            ("stops", True, "thread.priority less_than urgent"),
            ("last", False, "stops ended the list"),
        ]


async def test_an_agent_sees_what_was_considered_and_the_steps_of_a_run(desk: OpenDesk) -> None:
    async with desk(label=LABEL, team=TEAM) as door:
        await door.asks("carol", "My password is lost")

        seen = await looks(door)
        assert title(dialog(door, "ada")) == "Workflows T-1001"
        assert "✅ *label*: message.text contains" in seen
        assert "✗ *team*: thread.priority greater_than high: it is high" in seen
        assert "↳ *label*: done" in seen

        await door.person("ada").picks("run.open")
        run = words(dialog(door, "ada"))
        assert "✅ *label* (add_label) done, 0.0 s: label password" in run
        assert "▫️ *vip* (set_priority) skipped" in run


async def test_what_a_changed_file_says_now_is_not_what_decided_then(desk: OpenDesk) -> None:
    async with desk(label=LABEL) as door:
        await door.asks("carol", "The export is broken")
    async with desk(label=LABEL.replace("contains: password", "contains: export")) as door:
        [occurrence] = await door.read(lambda tx: tx.occurrences.of(1001))
        [reason] = await door.read(
            lambda tx: explained(tx, door.bot.deps.desk, door.bot.library, occurrence)
        )

        assert reason.because == "message.text contains password: it is The export is broken"


async def test_a_workflow_that_was_off_was_not_looked_at(desk: OpenDesk) -> None:
    async with desk(label=LABEL.replace("mode: live", "mode: off"), team=TEAM) as door:
        await door.asks("carol", "My password is lost")

        assert "✗ *label*: it was not looked at" in await looks(door)


async def test_a_long_history_is_paged(desk: OpenDesk) -> None:
    each = LABEL.replace("thread.created", "message.created").replace("password", "it")
    async with desk(label=each) as door:
        ts = await door.asks("carol", "it is 0")
        for n in range(1, 15):
            await door.asks("carol", f"it is {n}", thread_ts=ts)

        first = await looks(door)
        assert first.count("message.created") == 6
        await door.person("ada").picks("runs.older")
        await door.person("ada").picks("runs.older")
        assert words(dialog(door, "ada")).count("message.created") == 3
        assert "runs.older" not in buttons(dialog(door, "ada"))


async def test_steps_of_a_long_run_are_paged(desk: OpenDesk) -> None:
    loop = """
description: Does much
on: thread.created
mode: live
vars: {all: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]}
steps:
  - id: each
    for_each:
      in: "{{ vars.all }}"
      steps:
        - id: inner
          for_each:
            in: "{{ vars.all }}"
            as: other
            steps:
              - id: note
                let: {n: "{{ item }}"}
"""
    async with desk(EACH, loop=loop) as door:
        await door.asks("carol", "Much to do")
        await looks(door)
        await door.person("ada").picks("run.open")
        assert words(dialog(door, "ada")).count("(let) done") < 100

        await door.person("ada").picks("run.on")
        await door.person("ada").picks("run.on")
        assert "run.on" not in buttons(dialog(door, "ada"))


async def test_a_switched_workflow_is_named_in_the_mode_it_had(desk: OpenDesk) -> None:
    async with desk(label=LABEL.replace("mode: live", "mode: shadow")) as door:
        await door.asks("carol", "My password is lost")
        await door.bot.store.write(lambda tx: tx.workflows.turn("label", Mode.live, "agent:lea"))

        assert "↳ *label*: done in shadow" in await looks(door)
