"""ask: a question in the customer's Slack thread, and the answer that a workflow goes on with."""

import pytest

from bot.app import Bellhop
from bot.desk.intake.moving import merge
from bot.desk.threads import By
from playground.faults import Fault
from store.run_steps import Step
from store.runs import Run, RunState
from store.threads import Priority, Status
from tests.databases import only_sqlite
from tests.door import ACME, Door, words
from tests.handlers.looks import buttons, entries, reads
from tests.workflows.conftest import OpenDesk

ASK = """
description: Asks for an address
on: thread.created
mode: live
when: [{message.text: {contains: password}}]
steps:
  - id: address
    ask: {question: "Which e-mail address do you sign in with?", answer: email, %s}
  - id: note
    note: "{{ steps.address.answer }} of {{ steps.address.contact.name }}"
"""
EMAIL = ASK % "at_most: 1d, remind: 4h"
CHOICE = """
description: Asks which
on: thread.created
mode: live
steps:
  - id: which
    ask: {question: "What is broken, {{ contact.name }}?", answer: choice, choices: [Import, Export]}
  - id: label
    add_label: "{{ steps.which.answer }}"
  - id: thanks
    reply: "Thank you, we look at the {{ steps.which.text }}"
"""
QUESTION = "Which e-mail address"


async def run_of(door: Door, number: int = 1001) -> Run:
    [run] = await door.read(lambda tx: tx.runs.of(number))
    return run


async def steps_of(door: Door) -> list[Step]:
    run = await run_of(door)
    return await door.read(lambda tx: tx.run_steps.of(run.id))


def asked(door: Door, root: str, said: str = QUESTION) -> list[str]:
    """The timestamps of the messages in which the customer was asked."""
    seen = door.person("carol").sees(ACME, root)
    return [str(one["ts"]) for one in seen[1:] if said in words(one)]


async def test_the_customers_next_message_is_the_answer(desk: OpenDesk) -> None:
    async with desk(address=EMAIL) as door:
        root = await door.asks("carol", "I forgot my password")
        assert len(asked(door, root)) == 1
        assert (await door.thread()).status is Status.waiting_on_customer

        await door.asks("ada", "Carol will tell us", thread_ts=root)
        assert (await run_of(door)).state is RunState.waiting
        address = "it is <mailto:Carol@Acme.example|carol@acme.example>"
        await door.asks("carol", address, thread_ts=root)

        assert (await run_of(door)).state is RunState.done
        [step, _] = await steps_of(door)
        assert step.output["answer"] == "carol@acme.example"
        assert step.output["text"] == "it is Carol@Acme.example"
        assert any("carol@acme.example of Carol Chen" in line for line in await door.room())


async def test_what_does_not_fit_is_asked_again_and_then_a_human_goes_on(desk: OpenDesk) -> None:
    async with desk(address=EMAIL) as door:
        root = await door.asks("carol", "I forgot my password")
        await door.asks("carol", "hm, which one?", thread_ts=root)
        assert len(asked(door, root)) == 2
        assert any("I need one e-mail address" in line for line in reads(door, "carol", ACME, root))

        await door.asks("carol", "no idea", thread_ts=root)

        run = await run_of(door)
        assert (run.state, run.category) == (RunState.handed_over, "unexpected reply")
        assert (await door.thread()).priority is Priority.high
        assert any("no idea" in line and "unexpected reply" in line for line in await door.room())
        assert len(asked(door, root)) == 2
        assert "somebody of our team will answer you" in reads(door, "carol", ACME, root)[-1]


async def test_people_write_in_bursts(desk: OpenDesk) -> None:
    async with desk(address=EMAIL) as door:
        root = await door.asks("carol", "I forgot my password")

        await door.person("carol").says(ACME, "sure", thread_ts=root)
        await door.person("carol").says(ACME, "carol@acme.example", thread_ts=root)
        await door.settle()

        assert (await run_of(door)).state is RunState.done


async def test_one_reminder_and_then_the_time_is_over(desk: OpenDesk) -> None:
    async with desk(address=EMAIL) as door:
        root = await door.asks("carol", "I forgot my password")
        await door.later(hours=4)
        assert any("A reminder" in line for line in reads(door, "carol", ACME, root))
        await door.later(hours=10)
        assert len(asked(door, root)) == 2

        await door.later(hours=11)

        run = await run_of(door)
        assert (run.state, run.category) == (RunState.handed_over, "missing data")
        assert "did not answer in time" in str(run.reason)


async def test_it_can_go_on_without_an_answer(desk: OpenDesk) -> None:
    source = ASK % "on_timeout: continue" + "    if: {steps.address.answer: {is_not_empty: true}}\n"
    async with desk(address=source) as door:
        await door.asks("carol", "I forgot my password")
        await door.later(hours=25)

        assert (await run_of(door)).state is RunState.done
        assert [step.status for step in await steps_of(door)] == ["done", "skipped"]


async def test_a_choice_by_a_button(desk: OpenDesk) -> None:
    async with desk(which=CHOICE) as door:
        root = await door.asks("carol", "It is broken")
        [question] = asked(door, root, "What is broken, Carol")
        await door.person("eve").clicks(ACME, question, "ask.choice.1")
        await door.settle()
        assert any("Only the people whom" in line for line in reads(door, "eve", ACME, root))

        await door.person("carol").clicks(ACME, question, "ask.choice.1")
        await door.person("ada").clicks(ACME, question, "ask.choice.0")
        await door.settle()

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["export"]
        assert any("Carol Chen has answered" in line for line in reads(door, "ada", ACME, root))
        [over] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == question]
        assert "✅ Answered by Carol Chen" in words(over)
        assert buttons(over) == ["thread.human"]
        assert any("chose *Export*" in line for line in await door.room())
        assert len(await entries(door, "question.answered")) == 1


@only_sqlite
@pytest.mark.parametrize("said", ["export", "2", "#2", "EXPORT!"])
async def test_a_choice_in_words(desk: OpenDesk, said: str) -> None:
    async with desk(which=CHOICE) as door:
        root = await door.asks("carol", "It is broken")
        await door.asks("carol", said, thread_ts=root)

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["export"]
        assert any("look at the" in line for line in reads(door, "carol", ACME, root))


async def test_resolving_takes_the_buttons_away(desk: OpenDesk) -> None:
    async with desk(which=CHOICE) as door:
        root = await door.asks("carol", "It is broken")
        [question] = asked(door, root, "What is broken")
        await door.clicks("ada", "thread.resolve")

        assert (await run_of(door)).state is RunState.cancelled
        [over] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == question]
        assert "This question is over." in words(over)
        assert buttons(over) == ["thread.human"]


async def test_merging_ends_the_question(desk: OpenDesk) -> None:
    async with desk(which=CHOICE) as door:
        await door.asks("carol", "It is broken")
        await door.later(hours=5)
        root = await door.asks("carol", "Something else is broken")
        [question] = asked(door, root, "What is broken")

        ada = By("agent:ada", "Ada")
        await door.bot.store.write(merge, door.bot.deps.desk, 1002, 1001, ada)
        await door.settle()

        assert (await run_of(door, 1002)).state is RunState.cancelled
        [over] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == question]
        assert "This question is over." in words(over)
        assert (await run_of(door)).state is RunState.waiting


async def test_a_question_survives_a_restart_and_is_asked_once(desk: OpenDesk) -> None:
    async with desk(address=EMAIL) as door:
        root = await door.asks("carol", "I forgot my password")
        run = await run_of(door)
        await door.bot.close()
        door.bot = Bellhop(door.bot._settings, door.bot._config, door.clock)
        await door.bot.open()
        await door.bot.listen()
        door.slack.send_to(f"{door.bot.url}/slack/events")
        await door.settle()

        await door.asks("carol", "carol@acme.example", thread_ts=root)

        after = await run_of(door)
        assert (after.id, after.state) == (run.id, RunState.done)
        assert len(asked(door, root)) == 1


async def test_slack_says_not_so_fast(desk: OpenDesk) -> None:
    async with desk(which=CHOICE) as door:
        door.slack.fails("chat.postMessage", Fault.ratelimited(3), times=3)
        root = await door.asks("carol", "It is broken")
        assert len(asked(door, root, "What is broken")) == 1

        await door.asks("carol", "import", thread_ts=root)

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["import"]


async def test_in_shadow_nobody_is_asked(desk: OpenDesk) -> None:
    async with desk(which=CHOICE.replace("live", "shadow")) as door:
        root = await door.asks("carol", "It is broken")

        run = await run_of(door)
        assert (run.state, run.reason) == (
            RunState.done,
            "in shadow nobody is asked: it would wait for the customer",
        )
        assert "What is broken" in run.context["would"][0]
        assert asked(door, root, "What is broken") == []


async def test_a_secret_in_an_answer_goes_no_further(desk: OpenDesk) -> None:
    source = EMAIL.replace("answer: email", "answer: text").replace(
        "{{ steps.address.answer }}", "x"
    )
    async with desk(address=source) as door:
        root = await door.asks("carol", "I forgot my password")
        await door.asks("carol", "carol, and my password is hunter2!", thread_ts=root)

        [step, _] = await steps_of(door)
        assert step.output["answer"] == "carol, and my password is [removed]"
        assert any("held a secret" in line for line in await door.room())


@pytest.mark.parametrize(("said", "state"), [("9", RunState.done), ("2", RunState.handed_over)])
async def test_an_answer_is_compared_with_its_threshold_when_it_is_there(
    desk: OpenDesk, said: str, state: RunState
) -> None:
    sure = CHOICE.replace("add_label:", "note:") + (
        "  - {id: sure, ask: {question: How sure, answer: number}, threshold: 0.5,\n"
        '     confidence: "{{ steps.sure.answer / 10 }}"}\n'
    )
    async with desk(sure=sure) as door:
        root = await door.asks("carol", "It is broken")
        await door.asks("carol", "the import", thread_ts=root)
        assert (await run_of(door)).state is RunState.waiting
        await door.asks("carol", said, thread_ts=root)

        assert (await run_of(door)).state is state
        assert (await run_of(door)).category == (None if said == "9" else "ambiguous intent")
