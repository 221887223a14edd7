"""The engine, from an event to the last step, as people in Slack see it."""

from store.runs import RunState
from store.threads import Priority
from tests.workflows.conftest import OpenDesk

LABEL = """
description: Labels what is about a password
on: thread.created
mode: live
when:
  - message.text: {contains: [password, pasword]}
steps:
  - id: label
    add_label: password
  - id: priority
    set_priority: high
"""


async def test_a_matching_message_is_labelled_and_made_urgent(desk: OpenDesk) -> None:
    async with desk(password=LABEL) as door:
        await door.asks("dave", "I forgot my Password", channel="C0GLOBEX")

        thread = await door.thread()
        assert thread.priority is Priority.high
        assert await door.read(lambda tx: tx.labels.of(1001)) == ["password"]
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.state is RunState.done
        steps = await door.read(lambda tx: tx.run_steps.of(run.id))
        assert [(step.step, step.status) for step in steps] == [
            ("label", "done"),
            ("priority", "done"),
        ]


async def test_another_message_is_considered_and_nothing_happens(desk: OpenDesk) -> None:
    async with desk(password=LABEL) as door:
        await door.asks("carol", "The export is broken")

        assert await door.read(lambda tx: tx.runs.of(1001)) == []
        [occurrence] = await door.read(lambda tx: tx.occurrences.of(1001))
        assert occurrence.event == "thread.created"
        assert occurrence.known["message.text"] == "The export is broken"
