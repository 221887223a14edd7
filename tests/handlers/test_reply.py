"""Reply…: the customer's words, the preview, and an answer that is sent once."""

import asyncio

from bot.desk.replies import LONGEST, Reply, reply
from bot.errors import Refused
from store.threads import Status
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import dialog, entries, metadata, reads, thread_is_open, title


async def _asked(door: Door) -> str:
    ts = await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")
    return ts


async def test_the_dialog_shows_what_the_customer_wrote_last(door: Door) -> None:
    await thread_is_open(door)
    await door.asks("carol", "Also the *import* fails for <@U0CODY>")
    await door.person("ada").says(TRIAGE, "same as last week", await door.card_ts())
    await door.settle()

    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")

    assert title(dialog(door, "ada")) == "Reply T-1001"
    shown = words(dialog(door, "ada"))
    assert "Also the *import* fails" in shown
    assert "same as last week" not in shown
    assert "Answer to Acme" in shown


async def test_an_answer_reaches_the_customer_as_the_agent(door: Door) -> None:
    ts = await _asked(door)

    assert await door.person("ada").submits({"text": "We are on it <!channel> & soon done"}) == {}
    await door.settle()

    answer = door.person("carol").sees(ACME, ts)[-1]
    assert "We are on it" in words(answer)
    assert answer["username"] == "Ada Agarwal"
    thread = await door.thread()
    assert thread.status is Status.waiting_on_customer
    assert [entry.actor for entry in await entries(door, "reply.sent")] == ["agent:ada"]
    assert any("We are on it" in line for line in await door.room())


async def test_the_preview_keeps_what_was_typed(door: Door) -> None:
    ts = await _asked(door)
    view = dialog(door, "ada")
    typed = {"text": "Try *again* & see https://a.example"}

    await door.person("ada").picks("reply.preview", values=typed)

    after = dialog(door, "ada")
    assert after["id"] == view["id"]
    assert after["hash"] != view["hash"]
    assert words(after).endswith("*Ada Agarwal*\nTry *again* &amp; see <https://a.example>")
    assert after["state"]["values"]["text"]["text"]["value"] == typed["text"]
    assert len(reads(door, "carol", ACME, ts)) == 1  # nobody but Ada saw it

    assert await door.person("ada").submits({}) == {}
    await door.settle()
    assert "Try *again* &amp; see <https://a.example>" in reads(door, "carol", ACME, ts)


async def test_a_preview_of_nothing_and_two_at_once_do_no_harm(door: Door) -> None:
    await _asked(door)
    ada = door.person("ada")

    await ada.picks("reply.preview")
    await asyncio.gather(*(ada.picks("reply.preview") for _ in range(3)))

    assert title(dialog(door, "ada")) == "Reply T-1001"
    assert not await entries(door, "action.refused")


async def test_a_dialog_that_slack_delivers_twice_sends_one_answer(door: Door) -> None:
    ts = await _asked(door)
    ada, view = door.person("ada"), dialog(door, "ada")
    await ada.submits({"text": "We are on it"})

    door.slack._board.world.surfaces.stacks["U0ADA"] = [view]
    await ada.submits({"text": "We are on it"})
    await door.settle()

    assert reads(door, "carol", ACME, ts)[1:] == ["We are on it"]


async def test_an_empty_answer_is_an_error_at_the_field(door: Door) -> None:
    await _asked(door)

    errors = await door.person("ada").submits({"text": "   "})

    assert errors == {"text": "There is nothing to send yet."}
    assert door.person("ada").modal is not None


async def test_an_answer_longer_than_a_field_takes_is_refused_with_the_limit(door: Door) -> None:
    await _asked(door)

    errors = await door.person("ada").submits({"text": "x" * 3001})

    assert "3000 characters" in errors["text"]


async def test_no_way_in_sends_more_than_a_message_holds(door: Door) -> None:
    await thread_is_open(door)
    desk = door.bot.deps.desk
    ada = await door.read(lambda tx: tx.agents.by_key("ada"))
    assert ada is not None

    refused = ""
    try:
        long = Reply(1001, "x" * (LONGEST + 1), "api:1")
        await door.bot.store.write(lambda tx: reply(tx, desk, ada, long))
    except Refused as why:
        refused = str(why)

    assert "4,000 characters" in refused


async def test_what_was_typed_is_not_lost_when_somebody_resolves_meanwhile(door: Door) -> None:
    await _asked(door)
    await door.clicks("ben", "thread.resolve")

    errors = await door.person("ada").submits({"text": "We are on it"})

    assert errors == {"text": "T-1001 is resolved: reopen it first."}
    assert metadata(dialog(door, "ada")) == {"thread": 1001}
