"""Talk to a person: the button under every automatic answer."""

from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.threads import By, set_priority
from playground.faults import Fault
from store.messages import Author
from store.threads import Priority, Status
from tests.door import ACME, Door, words
from tests.handlers.looks import buttons, entries, reads, thread_is_open

RESET = By("workflow:password_reset", "Password reset")
HUMAN = "thread.human"


async def answered(door: Door, *, awaits_answer: bool = False, key: str = "run-1") -> str:
    """Let a workflow answer, and return the ts of its message."""
    desk, answer = door.bot.deps.desk, Reply(1001, "Use *this* link", key)
    write = door.bot.store.write
    await write(reply_as_bellhop, desk, answer, RESET, awaits_answer=awaits_answer)
    await door.settle()
    said = await door.read(lambda tx: tx.messages.last_of_thread(1001))
    assert said[-1].ts is not None
    return said[-1].ts


async def test_an_automatic_answer_is_the_bots_own_and_no_first_response(door: Door) -> None:
    root = await thread_is_open(door)

    ts = await answered(door)

    [said] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == ts]
    assert "Use *this* link" in words(said)
    assert "username" not in said
    assert buttons(said) == [HUMAN]
    thread = await door.thread()
    assert (thread.first_response_at, thread.assignee_id) == (None, None)
    assert (thread.status, thread.waiting_since is None) == (Status.new, False)
    [message] = await door.read(lambda tx: tx.messages.last_of_thread(1001, 1))
    assert message.author_kind is Author.bellhop
    assert any("password reset" in line and "Use *this* link" in line for line in await door.room())


async def test_a_question_waits_for_the_customer_and_the_same_step_asks_once(door: Door) -> None:
    root = await thread_is_open(door)

    await answered(door, awaits_answer=True)
    await answered(door, awaits_answer=True)

    assert (await door.thread()).status is Status.waiting_on_customer
    assert sum("Use *this* link" in line for line in reads(door, "carol", ACME, root)) == 1


async def test_the_acknowledgement_is_needless_after_it(door: Door) -> None:
    root = await thread_is_open(door)
    await answered(door)

    await door.later(minutes=5)

    assert not any("Thanks, we have" in line for line in reads(door, "carol", ACME, root))


async def test_the_customer_gets_a_person_once_however_often_they_press(door: Door) -> None:
    root = await thread_is_open(door)
    ts = await answered(door, awaits_answer=True)
    await door.clicks("ben", "thread.claim")

    for _ in range(2):
        await door.person("carol").clicks(ACME, ts, HUMAN)
        await door.settle()

    thread = await door.thread()
    assert (thread.status, thread.priority) == (Status.open, Priority.high)
    assert len(await entries(door, "thread.human_asked")) == 1
    asked = [line for line in await door.room() if "asks for a person" in line]
    assert len(asked) == 1
    assert "<@U0BEN>" in asked[0]
    assert any("somebody of our team" in line for line in reads(door, "carol", ACME, root))
    assert "asked for a person" in words(door.cards()[0])


async def test_it_reopens_what_was_resolved_and_asks_again_after_an_answer(door: Door) -> None:
    root = await thread_is_open(door)
    ts = await answered(door)
    await door.clicks("ben", "thread.resolve")
    await door.person("carol").clicks(ACME, ts, HUMAN)
    await door.settle()
    assert (await door.thread()).status is Status.open

    await door.asks("ada", "I am here", thread_ts=root)
    assert (await door.thread()).human_asked_at is None
    await door.person("carol").clicks(ACME, ts, HUMAN)
    await door.settle()

    assert len(await entries(door, "thread.human_asked")) == 2
    assert (await door.thread()).status is Status.open


async def test_an_outsider_is_refused_politely(door: Door) -> None:
    root = await thread_is_open(door)
    ts = await answered(door)

    await door.person("eve").clicks(ACME, ts, HUMAN)
    await door.settle()

    assert not await entries(door, "thread.human_asked")
    assert any("Only the people whom" in line for line in reads(door, "eve", ACME, root))


async def test_urgent_stays_urgent(door: Door) -> None:
    await thread_is_open(door)
    ts = await answered(door)
    desk = door.bot.deps.desk
    await door.bot.store.write(set_priority, desk, 1001, Priority.urgent, RESET)

    await door.person("carol").clicks(ACME, ts, HUMAN)
    await door.settle()

    assert (await door.thread()).priority is Priority.urgent


async def test_what_slack_does_not_take_is_told_to_the_room(door: Door) -> None:
    await thread_is_open(door)
    door.slack.fails("chat.postMessage", Fault.error("channel_not_found"))

    desk, answer = door.bot.deps.desk, Reply(1001, "Use *this* link", "run-1")
    await door.bot.store.write(reply_as_bellhop, desk, answer, RESET)
    await door.settle()

    assert any("*not sent*" in line and "Password reset" in line for line in await door.room())
