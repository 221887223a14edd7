"""A private channel is shared with a customer: Slack gives it another id, and it goes on."""

from datetime import timedelta

from store.channels import Mapping
from tests.desk.looks import hold, let_go, message
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.test_channels import NEW, _asked, _customer
from tests.handlers.test_channels_again import answers

MOVED = "C0MOVED"


async def test_what_was_said_and_what_waits_goes_on_under_the_new_id(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    hold(door)
    await door.person("ada").says(TRIAGE, "a note", thread_ts=await door.card_ts())
    await let_go(door)

    await door.slack.renumber(ACME, MOVED)
    door.clock.advance(timedelta(minutes=10))
    await door.settle()  # the acknowledgement was due meanwhile
    reply = await door.asks("carol", "Any news?", MOVED, thread_ts=ts)
    await door.person("carol").edits(MOVED, ts, "The CSV export is broken")
    await door.settle()

    assert (await message(door, reply, MOVED)).thread_id == 1001
    assert "The CSV export" in words(door.cards()[0])
    seen = [words(one) for one in door.person("carol").sees(MOVED, ts)]
    assert len(seen) == 3
    [told] = [words(one) for one in door.person("ada").sees("C0ALERTS")]
    assert f"Where `bellhop.yml` says `{ACME}`, write `{MOVED}`." in told


async def test_an_answer_that_was_on_its_way_arrives(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    await door.clicks("ada", "thread.reply")
    await door.person("ada").submits({"text": "On it"})
    await door.slack.renumber(ACME, MOVED)
    await door.settle()

    assert "On it" in words(door.person("carol").sees(MOVED, ts)[-1])


async def test_whose_it_is_is_asked_anew(door: Door) -> None:
    await _asked(door)
    await door.slack.renumber(NEW, MOVED)
    await door.settle()
    await door.asks("eve", "Still broken", MOVED)

    [question] = [one for one in door.cards() if f"<#{MOVED}>" in words(one)]
    await answers(door, str(question["ts"]), "globex")

    channel = await door.read(lambda tx: tx.channels.get(MOVED))
    assert channel is not None
    assert channel.mapping is Mapping.mapped
    assert str(channel.customer_id) == await _customer(door, "globex")
    assert await door.read(lambda tx: tx.channels.get(NEW)) is None
    assert (await door.thread()).title == "Our login does not work"
    assert "Still broken" in "\n".join(await door.room())


async def test_it_may_be_known_under_its_new_id_before(door: Door) -> None:
    ts = await door.asks("carol", "The export is broken")
    bot = door.bot.deps.desk.identity.user
    joined = {"type": "member_joined_channel", "channel": MOVED, "user": bot, "inviter": "U0ADA"}
    await door.slack.send_event(joined)
    said = {"type": "message", "channel": MOVED, "user": "U0CAROL", "text": "It still fails"}
    await door.slack.send_event({**said, "thread_ts": ts, "ts": f"{float(ts) + 60:.6f}"})
    await door.slack.renumber(ACME, MOVED)
    await door.settle()

    assert "It still fails" in "\n".join(await door.room())
    assert (await door.thread()).channel == MOVED
