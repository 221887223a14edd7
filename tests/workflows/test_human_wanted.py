"""Somebody wants a person: by the button or in words, and every workflow lets one go on."""

import pytest

from bot.workflows.running.humans import wants_human
from store.runs import Run, RunState
from store.threads import Priority
from store.transaction import Transaction
from tests.door import ACME, Door, words
from tests.handlers.looks import entries, reads
from tests.workflows.conftest import OpenDesk

RESET = """
description: Resets passwords
on: thread.created
mode: live
team: support
when: [{message.text: {contains: password}}]
steps:
  - id: label
    add_label: password
  - id: hello
    reply: "We look after it"
  - id: pause
    wait: 1h
  - id: bye
    reply: "All is well again"
"""
INTERNAL = """
description: Tells a lead
on: thread.created
mode: live
steps:
  - id: pause
    wait: 1h
  - id: tell
    note: "Nobody has answered"
"""
EVERY = """
description: Answers everything
on: message.created
mode: live
when: [{message.author: customer}, {message.first: false}]
steps:
  - id: hello
    reply: "A machine hears you"
"""


async def run_of(door: Door, name: str = "reset") -> Run:
    runs = await door.read(lambda tx: tx.runs.of(1001))
    return next(one for one in runs if one.workflow == name)


def everybody_leaves(tx: Transaction) -> None:
    for agent in tx.agents.all():
        tx.agents.set_available(agent.id, available=False)


async def pressed(door: Door) -> str:
    """Let Carol press the button under the answer; return her Slack thread."""
    root = await door.asks("carol", "I forgot my password")
    seen = door.person("carol").sees(ACME, root)
    [answer] = [str(one["ts"]) for one in seen if "look after it" in words(one)]
    await door.person("carol").clicks(ACME, answer, "thread.human")
    await door.settle()
    return root


async def test_the_button_hands_over_everything_that_talks(desk: OpenDesk) -> None:
    async with desk(reset=RESET, internal=INTERNAL) as door:
        root = await pressed(door)

        run = await run_of(door)
        assert (run.state, run.category) == (RunState.handed_over, "asked for a human")
        assert run.reason == "Carol Chen asked for a person"
        thread = await door.thread()
        assert thread.priority is Priority.high
        assert thread.assignee_id is not None
        [note] = [line for line in await door.room() if "needs a human" in line]
        assert "hello: reply: We look after it" in note
        assert "asked for a human" in note
        [told] = await entries(door, "workflow.handed_over")
        assert told.after == "Carol Chen asked for a person"
        await door.later(hours=2)
        assert not any("All is well" in line for line in reads(door, "carol", ACME, root))
        assert (await run_of(door, "internal")).state is RunState.done


async def test_in_words_it_counts_like_the_button(desk: OpenDesk) -> None:
    async with desk(reset=RESET, every=EVERY) as door:
        root = await door.asks("carol", "I forgot my password")
        await door.asks("carol", "Can I talk to a human, please?", thread_ts=root)

        assert (await run_of(door)).category == "asked for a human"
        assert len(await entries(door, "thread.human_asked")) == 1
        assert any("somebody of our team" in line for line in reads(door, "carol", ACME, root))
        assert not any("A machine" in line for line in reads(door, "carol", ACME, root))


async def test_words_before_any_automatic_answer_are_just_words(desk: OpenDesk) -> None:
    async with desk(internal=INTERNAL) as door:
        root = await door.asks("carol", "Hello")
        await door.asks("carol", "agent please", thread_ts=root)

        assert not await entries(door, "thread.human_asked")


async def test_who_has_it_keeps_it(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        root = await door.asks("carol", "I forgot my password")
        await door.clicks("lea", "thread.claim")
        await door.asks("carol", "real person please", thread_ts=root)

        thread = await door.thread()
        lea = await door.read(lambda tx: tx.agents.by_key("lea"))
        assert lea is not None
        assert thread.assignee_id == lea.id
        assert any("<@U0LEA>, the workflow" in line for line in await door.room())


async def test_where_nobody_is_there_the_team_is_mentioned(desk: OpenDesk) -> None:
    async with desk(reset=RESET) as door:
        await door.bot.store.write(everybody_leaves)
        await pressed(door)

        assert (await door.thread()).assignee_id is None
        [note] = [line for line in await door.room() if "needs a human" in line]
        assert "<@U0ADA> <@U0BEN> <@U0LEA>" in note


async def test_with_no_run_left_the_button_still_calls_somebody(desk: OpenDesk) -> None:
    once = RESET.split("  - id: pause", maxsplit=1)[0]
    async with desk(reset=once) as door:
        await pressed(door)

        assert (await run_of(door)).state is RunState.done
        assert (await door.thread()).assignee_id is not None
        [note] = [line for line in await door.room() if "needs a human" in line]
        assert "hello: reply: We look after it" in note


async def test_nothing_is_said_by_itself_until_a_person_answers(desk: OpenDesk) -> None:
    async with desk(reset=RESET, every=EVERY) as door:
        root = await pressed(door)
        await door.asks("carol", "Hello?", thread_ts=root)
        assert not any("A machine" in line for line in reads(door, "carol", ACME, root))
        assert "asked for a person" in str((await run_of(door, "every")).reason)

        await door.asks("ada", "I am here", thread_ts=root)
        await door.asks("carol", "Thank you for the help", thread_ts=root)

        assert any("A machine" in line for line in reads(door, "carol", ACME, root))


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a human",
        "Can I speak with a real person?",
        "agent please",
        "HUMAN!",
        "connect me to an agent",
        "get me a representative",
        "I need a human",
    ],
)
def test_these_words_ask_for_a_person(text: str) -> None:
    assert wants_human(text)


@pytest.mark.parametrize(
    "text",
    ["The user agent is wrong", "our agents cannot log in", "a person is missing in the export"],
)
def test_these_do_not(text: str) -> None:
    assert not wants_human(text)


async def test_what_is_in_shadow_decides_nothing_about_who_gets_it(desk: OpenDesk) -> None:
    alone = RESET.replace("team: support\n", "").partition("  - id: pause")[0]
    shadow = RESET.replace("mode: live", "mode: shadow")
    async with desk(reset=alone, shadow=shadow) as door:
        await pressed(door)

        assert (await door.thread()).assignee_id is None
        assert (await run_of(door, "shadow")).state is RunState.handed_over
        assert any("needs a human" in line and "reset" in line for line in await door.room())
