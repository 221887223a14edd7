"""A thread is about what the customer asked, also under something that was no request."""

from bot.desk.intake.moving import split
from bot.desk.threads import By
from tests.desk.looks import message
from tests.door import ACME, Door, words


async def test_a_question_under_our_own_words_stands_on_its_card(door: Door) -> None:
    root = await door.asks("ada", "We ship tonight")
    ts = await door.asks("carol", "Will it break the API?", thread_ts=root)

    card = words(door.cards()[0])
    assert "Will it break the API?" in card
    assert "We ship tonight" not in card
    assert f"p{ts.replace('.', '')}?thread_ts={root}" in card

    await door.person("carol").edits(ACME, ts, "Will it break the old API?")
    await door.settle()
    assert "Will it break the old API?" in words(door.cards()[0])
    assert (await door.thread()).title == "Will it break the old API?"

    await door.person("carol").deletes(ACME, ts)
    await door.settle()
    assert "deleted this message" in words(door.cards()[0])


async def test_a_request_under_a_greeting_stands_on_its_card(door: Door) -> None:
    root = await door.asks("carol", "Hello!")
    await door.asks("carol", "The export is broken", thread_ts=root)

    assert "The export is broken" in words(door.cards()[0])


async def test_what_was_split_off_shows_itself_and_not_what_it_was_split_from(door: Door) -> None:
    root = await door.asks("carol", "The export is broken")
    more = await message(door, await door.asks("carol", "And the import", thread_ts=root))
    desk, ada = door.bot.deps.desk, By("agent:ada", "Ada Agarwal")
    await door.bot.store.write(split, desk, 1001, [more.id], ada)
    await door.settle()

    cards = [words(card) for card in door.cards()]
    assert ["And the import" in card for card in cards] == [False, True]


async def test_what_an_agent_makes_a_thread_of_her_own_words_thanks_nobody(door: Door) -> None:
    ts = await door.asks("ada", "Carol called: her export is broken")
    await door.person("ada").reacts(ACME, ts, "ticket")
    await door.later(hours=1)

    assert "her export is broken" in words(door.cards()[0])
    assert len(door.person("carol").sees(ACME, ts)) == 1
