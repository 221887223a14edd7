"""The main job, from a customer's message to a resolved thread, as its people live it."""

from datetime import timedelta

from store.threads import Status
from tests.door import ACME, TRIAGE, Door, words


async def test_a_customer_writes_and_agents_see_a_card(door: Door) -> None:
    await door.asks("carol", "The export is broken since this morning")

    [card] = door.cards()
    said = words(card)
    assert "T-1001" in said
    assert "Acme (enterprise)" in said
    assert "The export is broken since this morning" in said
    assert "nobody has it" in said
    assert (await door.thread()).status is Status.new


async def test_from_open_to_an_answer_that_the_customer_edits_after(door: Door) -> None:
    carol, ada = door.person("carol"), door.person("ada")
    ts = await door.asks("carol", "The export is broken")

    await door.clicks("ada", "thread.claim")
    assert "Ada" in words(door.cards()[0])

    await ada.says(TRIAGE, "looks like the same bug as last week", thread_ts=await door.card_ts())
    await door.settle()
    assert "last week" not in str(carol.sees(ACME, ts))

    await answers(door, "We are on it, give us an hour.")
    answer = carol.sees(ACME, ts)[-1]
    assert "We are on it" in words(answer)
    assert answer["username"] == "Ada Agarwal"
    assert (await door.thread()).status is Status.waiting_on_customer

    await carol.edits(ACME, ts, "The CSV export is broken")
    await door.settle()
    assert "*CSV*" in "\n".join(await door.room())
    assert "after it was answered" in "\n".join(await door.room())


async def test_from_an_answer_over_sleep_to_a_score(door: Door) -> None:
    carol, ada = door.person("carol"), door.person("ada")
    ts = await door.asks("carol", "The export is broken")
    await answers(door, "We are on it.")

    await ada.clicks(TRIAGE, await door.card_ts(), "thread.snooze")
    until = int((door.clock.now() + timedelta(hours=3)).timestamp())
    await ada.submits({"until": until})
    await door.settle()
    assert (await door.thread()).status is Status.snoozed
    await door.later(hours=3, minutes=1)
    assert (await door.thread()).status is Status.open
    assert (await door.room())[-1] == "⏰ <@U0ADA>, this is awake again"

    await door.clicks("ada", "thread.resolve")
    assert (await door.thread()).status is Status.resolved
    await door.later(minutes=11)
    question = carol.sees(ACME, ts)[-1]
    assert "How did we do?" in words(question)

    await carol.clicks(ACME, question["ts"], "csat.score.5")
    await door.settle()
    survey = await door.read(lambda tx: tx.surveys.of(1001))
    assert survey is not None
    assert survey.score == 5


async def answers(door: Door, text: str) -> None:
    """Let Ada answer with the button of the card."""
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")
    assert await door.person("ada").submits({"text": text}) == {}
    await door.settle()


async def test_the_customer_is_told_once_that_we_have_it(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.later(seconds=61)
    await door.asks("carol", "and the import too", thread_ts=ts)
    await door.later(minutes=5)

    acknowledgements = [
        message
        for message in door.person("carol").sees(ACME, ts)
        if "we have your" in words(message)
    ]
    assert len(acknowledgements) == 1


async def test_an_answer_in_the_customers_thread_is_a_reply(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.person("ben").says(ACME, "Looking into it", thread_ts=ts)
    await door.later(minutes=5)

    thread = await door.thread()
    assert thread.status is Status.waiting_on_customer
    assert thread.first_response_at is not None
    assert "Ben" in words(door.cards()[0])
    assert "we have your" not in str(door.person("carol").sees(ACME, ts))


async def test_what_an_agent_types_arrives_as_typed_and_pings_nobody(door: Door) -> None:
    ts = await door.asks("carol", "Does 1 < 2 hold?")
    await answers(door, "<!channel> 1 < 2 & *always*, see https://a.example/?a=1&b=2.")

    answer = door.person("carol").sees(ACME, ts)[-1]
    assert words(answer) == (
        "&lt;!channel&gt; 1 &lt; 2 &amp; *always*, see <https://a.example/?a=1&amp;b=2>."
    )
