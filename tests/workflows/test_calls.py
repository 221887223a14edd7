"""Workflows that run others."""

from pathlib import Path

from bot.config.load import parse
from bot.workflows.library import read_folder
from bot.workflows.steps import KINDS
from store.runs import Run, RunState
from tests.door import CONFIG, Door
from tests.workflows.conftest import OpenDesk

TRIAGE = """
description: Lets another workflow look at refunds
on: thread.created
mode: live
steps:
  - id: refund
    run_workflow: {name: refund, wait: true, with: {label: refund}}
  - id: said
    note: "refund is {{ steps.refund.state }}"
"""
REFUND = """
description: Labels refunds
on: manual
mode: live
vars: {label: none}
when:
  - message.text: {contains: refund}
steps:
  - id: label
    add_label: "{{ vars.label }}"
  - id: wait
    wait: 1h
"""
# which workflow it runs is known only then, so that no lint can find the circle
CALLS = """
description: Runs another
on: {on}
mode: live
vars: {{next: {next}}}
steps:
  - id: other
    run_workflow: {{name: "{{{{ vars.next }}}}"}}
"""


def calls(to: str, on: str = "manual") -> str:
    return CALLS.format(next=to, on=on)


async def runs(door: Door) -> dict[str, Run]:
    found = await door.read(lambda tx: tx.runs.of(1001))
    return {run.workflow: run for run in found}


async def test_one_waits_until_the_other_has_ended(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE, refund=REFUND) as door:
        await door.asks("carol", "I want a refund")

        waits = await runs(door)
        assert waits["triage"].state is RunState.waiting
        assert waits["refund"].parent_id == waits["triage"].id
        assert waits["refund"].chain == ["triage"]
        assert await door.read(lambda tx: tx.labels.of(1001)) == ["refund"]
        await door.later(hours=1)
        ended = await runs(door)
        assert [ended[name].state for name in ("triage", "refund")] == [RunState.done] * 2
        assert "📝 refund is done" in await door.room()


async def test_the_other_is_left_where_its_when_says_no(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE, refund=REFUND) as door:
        await door.asks("carol", "The export is broken")

        assert set(await runs(door)) == {"triage"}
        assert "📝 refund is skipped" in await door.room()


async def test_without_waiting_both_go_on(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE.replace("wait: true, ", ""), refund=REFUND) as door:
        await door.asks("carol", "I want a refund")

        states = {name: run.state for name, run in (await runs(door)).items()}
        assert states == {"triage": RunState.done, "refund": RunState.waiting}


async def test_it_waits_no_longer_than_its_timeout(desk: OpenDesk) -> None:
    impatient = TRIAGE.replace("  - id: refund", "  - id: refund\n    timeout: 10m", 1)
    async with desk(triage=impatient, refund=REFUND) as door:
        await door.asks("carol", "I want a refund")
        await door.later(minutes=11)

        run = (await runs(door))["triage"]
        assert run.state is RunState.handed_over
        assert run.reason == "the step refund failed: refund did not end in time"


async def test_when_the_other_is_cancelled_it_goes_on(desk: OpenDesk) -> None:
    speaks = REFUND + "  - id: tell\n    reply: It is on its way\n"
    patient = TRIAGE + "when_resolved: continue\n"
    async with desk(triage=patient, refund=speaks) as door:
        await door.asks("carol", "I want a refund")
        await door.clicks("ada", "thread.resolve")

        assert (await runs(door))["refund"].state is RunState.cancelled
        assert "📝 refund is cancelled" in await door.room()


async def test_in_shadow_the_other_does_not_begin(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE.replace("live", "shadow"), refund=REFUND) as door:
        await door.asks("carol", "I want a refund")

        [run] = (await runs(door)).values()
        assert run.context["would"] == ["run the workflow refund", "note: refund is done"]


async def test_a_circle_is_stopped_with_a_note(desk: OpenDesk) -> None:
    async with desk(one=calls("two", "thread.created"), two=calls("one")) as door:
        await door.asks("carol", "The export is broken")

        found = await runs(door)
        assert {name: run.state for name, run in found.items()} == {
            "one": RunState.done,
            "two": RunState.done,
        }
        assert any("it led to itself: one → two → one" in line for line in await door.room())


async def test_a_long_chain_is_stopped_too(desk: OpenDesk) -> None:
    chain = {f"w{n}": calls(f"w{n + 1}") for n in range(1, 8)}
    async with desk(**{**chain, "w1": calls("w2", "thread.created")}) as door:
        await door.asks("carol", "The export is broken")

        assert sorted(await runs(door)) == ["w1", "w2", "w3", "w4", "w5"]
        assert any("5 workflows led to each other" in line for line in await door.room())


async def test_one_that_is_off_is_a_matter_for_a_human(desk: OpenDesk) -> None:
    async with desk(triage=TRIAGE, refund=REFUND.replace("live", "off")) as door:
        await door.asks("carol", "I want a refund")

        run = (await runs(door))["triage"]
        assert (run.state, run.category) == (RunState.handed_over, "missing data")


def problems(folder: Path, **files: str) -> list[str]:
    for name, source in files.items():
        (folder / f"{name}.yml").write_text(source)
    readings = read_folder(folder, parse(CONFIG.encode()), KINDS)
    return [problem for reading in readings for problem in reading.problems]


def fixed(to: str) -> str:
    return f"description: One\non: manual\nsteps:\n  - {{id: other, run_workflow: {to}}}\n"


def test_a_circle_of_files_names_them_all(tmp_path: Path) -> None:
    assert problems(tmp_path, one=fixed("two"), two=fixed("one"), three=fixed("one")) == [
        "one.yml:4: steps[0]: goes round in circles: one.yml → two.yml → one.yml",
        "two.yml:4: steps[0]: goes round in circles: two.yml → one.yml → two.yml",
    ]


def test_an_unknown_workflow_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, one=fixed("refnud"), refund=fixed("one")) == [
        "one.yml:4: steps[0]: there is no workflow refnud; did you mean refund?"
    ]
