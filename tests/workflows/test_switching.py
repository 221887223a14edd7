"""Switching workflows: the list in Slack, the suggestion to take one live, and what fails too often."""

import json
from typing import Any

from bot.desk.threads import By, resolve
from store.agents import Role
from store.runs import RunMode
from store.workflows import Mode
from tests.door import CONFIG, TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, reads
from tests.workflows.conftest import OpenDesk

ALERTS = "C0ALERTS"
EACH = CONFIG + "channels: {C0GLOBEX: {mode: each_message}}\n"
LABEL = """
description: Labels what is about a password
on: thread.created
mode: shadow
when:
  - message.text: {contains: password}
steps:
  - id: label
    add_label: password
"""
BREAKS = """
description: Would tell customers what is ours
on: thread.created
mode: live
off_after: 2
steps:
  - id: tell
    notify: {channel: C0ACME, text: This is internal}
"""


def lists(door: Door, handle: str = "lea") -> str:
    """What a person reads in the dialog of all workflows."""
    return words(dialog(door, handle))


async def opens_list(door: Door, handle: str = "lea") -> None:
    await door.person(handle).types(TRIAGE, "/support workflows")


async def resolved(door: Door, *numbers: int, label: str | None = None) -> None:
    """Let Ada resolve threads, some minutes after they came."""
    ada = By("agent:ada", "Ada")
    await door.later(minutes=5)

    def rule(tx: Any, number: int) -> None:
        if label is not None:
            tx.labels.add(number, label)
            tx.timeline.append("thread.labeled", ada.actor, number, None, label)
        resolve(tx, door.bot.deps.desk, number, ada)

    for number in numbers:
        await door.bot.store.write(rule, number)


async def test_a_lead_sees_every_workflow_and_switches_one(desk: OpenDesk) -> None:
    async with desk(label=LABEL, breaks=BREAKS, bad="description: x") as door:
        await opens_list(door)
        assert "🌗 in shadow, as its file says" in lists(door)
        assert "🧩 *bad*  ·  not used" in lists(door)

        await door.person("lea").picks("workflow.switch", "live", block_id="workflow:label")
        assert "🟢 live since" in lists(door)
        assert "by Lea" in lists(door)
        await door.asks("carol", "My password is lost")
        runs = await door.read(lambda tx: tx.runs.of(1001))
        assert {run.workflow: run.mode for run in runs}["label"] is RunMode.live

        await door.person("lea").picks("workflow.switch", "file", block_id="workflow:label")
        assert "🌗 in shadow, as its file says" in lists(door)
        assert "Last 7 days: 1 done" in lists(door)


async def test_an_agent_sees_the_list_and_cannot_switch(desk: OpenDesk) -> None:
    async with desk(label=LABEL) as door:
        await opens_list(door, "ada")

        assert "Leads and admins can switch workflows." in lists(door, "ada")
        assert "workflow.switch" not in json.dumps(dialog(door, "ada"))


async def test_an_agent_who_was_a_lead_a_moment_ago_is_refused(desk: OpenDesk) -> None:
    async with desk(label=LABEL) as door:
        await opens_list(door)
        lea = await door.read(lambda tx: tx.agents.by_key("lea"))
        assert lea is not None
        await door.bot.store.write(lambda tx: tx.agents.put("lea", lea.slack_user, Role.agent))
        await door.person("lea").picks("workflow.switch", "live", block_id="workflow:label")

        assert "Only leads and admins can switch workflows." in lists(door)
        assert await door.read(lambda tx: tx.workflows.switch("label").mode) is None  # type: ignore[union-attr]


async def test_nobody_else_sees_the_list(desk: OpenDesk) -> None:
    async with desk(label=LABEL) as door:
        colleague = door.person("max")
        answer = await colleague.types(colleague.app_dm, "/support workflows")

        assert "agents" in str(answer)
        assert colleague.modal is None


async def test_many_workflows_are_paged(desk: OpenDesk) -> None:
    many = {f"flow_{n:03}": LABEL for n in range(45)}
    async with desk(**many) as door:
        await opens_list(door)
        assert "flow-019" in lists(door)
        assert "flow-020" not in lists(door)

        await door.person("lea").picks("workflow.page.1")
        await door.person("lea").picks("workflow.page.2")
        assert "flow-044" in lists(door)
        assert buttons(dialog(door, "lea")) == ["workflow.page.1"]


async def shadowed(door: Door, threads: int = 20) -> None:
    """Let so many threads be resolved, as the workflow would have labelled them."""
    for n in range(threads):
        await door.person("dave").says("C0GLOBEX", f"My password {n} is lost")
    await door.settle()
    await resolved(door, *range(1001, 1001 + threads), label="password")
    await door.settle()


async def test_after_two_weeks_a_lead_is_asked_and_takes_it_live(desk: OpenDesk) -> None:
    async with desk(EACH, label=LABEL) as door:
        await door.later(days=14)
        await shadowed(door)

        [asked] = [one for one in door.person("lea").sees(ALERTS) if "live?" in words(one)]
        assert "20 threads in 14 d" in words(asked)
        assert "100% of what it would have done was right (at least 84%)" in words(asked)

        await door.person("ada").clicks(ALERTS, asked["ts"], "workflow.live")
        await door.settle()
        assert "Only leads and admins can switch workflows." in "".join(reads(door, "ada", ALERTS))

        await door.person("lea").clicks(ALERTS, asked["ts"], "workflow.live")
        await door.settle()
        assert "took the workflow *label* live" in "".join(reads(door, "ben", ALERTS))
        assert door.bot.library.in_use.named("label").mode is Mode.live  # type: ignore[union-attr]


async def test_it_is_asked_once_and_may_stay_in_shadow(desk: OpenDesk) -> None:
    async with desk(EACH, label=LABEL) as door:
        await door.later(days=14)
        await shadowed(door, 22)

        [asked] = [one for one in door.person("lea").sees(ALERTS) if "live?" in words(one)]
        await door.person("lea").clicks(ALERTS, asked["ts"], "workflow.not_yet")
        await door.settle()

        [left] = [one for one in reads(door, "ben", ALERTS) if "in shadow" in one]
        assert "leaves the workflow *label* in shadow" in left
        assert door.bot.library.in_use.named("label").mode is Mode.shadow  # type: ignore[union-attr]


async def test_few_threads_or_few_days_are_not_enough(desk: OpenDesk) -> None:
    async with desk(EACH, label=LABEL) as door:
        await shadowed(door, 20)
        assert not [one for one in reads(door, "lea", ALERTS) if "live?" in one]


async def test_what_fails_too_often_is_off_and_a_lead_switches_it_on(desk: OpenDesk) -> None:
    async with desk(EACH, breaks=BREAKS, label=LABEL.replace("shadow", "live")) as door:
        for n in range(3):
            await door.asks("dave", f"My password {n} is lost", "C0GLOBEX")

        runs = [await door.read(lambda tx, n=n: tx.runs.of(n)) for n in (1001, 1002, 1003)]  # type: ignore[misc]
        assert [sorted(run.workflow for run in of) for of in runs] == [
            ["breaks", "label"],
            ["breaks", "label"],
            ["label"],
        ]
        [alert] = [one for one in reads(door, "lea", ALERTS) if "is off" in one]
        assert "breaks" in alert

        await opens_list(door)
        assert "⛔ off" in lists(door)
        assert "it failed 2 times" in lists(door)
        await door.person("lea").picks("workflow.switch", "live", block_id="workflow:breaks")
        await door.asks("dave", "My password is lost once more", "C0GLOBEX")
        again = await door.read(lambda tx: tx.runs.of(1004))
        assert sorted(run.workflow for run in again) == ["breaks", "label"]
