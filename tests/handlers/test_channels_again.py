"""A channel was given to the wrong customer, or the question about it got lost."""

import pytest

from playground import Fault
from store.channels import Mapping
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import entries
from tests.handlers.test_channels import NEW, _asked, _customer


async def answers(door: Door, question: str, key: str) -> None:
    await door.person("ada").clicks(TRIAGE, question, "channel.choose")
    await door.person("ada").submits({"customer": await _customer(door, key)})
    await door.settle()


async def test_what_was_opened_for_the_wrong_customer_becomes_the_right_ones(door: Door) -> None:
    question = await _asked(door)
    await answers(door, question, "globex")

    await answers(door, question, "acme")

    thread = await door.thread()
    assert str(thread.customer_id) == await _customer(door, "acme")
    [changed] = await entries(door, "thread.customer_changed")
    assert (changed.actor, changed.before, changed.after) == ("agent:ada", "Globex", "Acme")
    [card] = [one for one in door.cards() if "Our login does not work" in words(one)]
    assert "Acme" in words(card)
    assert "Globex" not in words(card)
    assert "changed customer: Globex → Acme" in (await door.room())[-1]


async def test_what_is_done_stays_as_it_was(door: Door) -> None:
    question = await _asked(door)
    await answers(door, question, "globex")
    await door.clicks("ada", "thread.resolve")

    await answers(door, question, "acme")

    assert str((await door.thread()).customer_id) == await _customer(door, "globex")


async def test_a_bot_that_is_invited_again_asks_again(door: Door) -> None:
    door.slack.fails("conversations.info", Fault.error("channel_not_found"))
    await door.person("ada").invites_app(NEW)
    await door.settle()
    assert not [one for one in door.cards() if "Which customer" in words(one)]

    await door.slack.send_event(
        {"type": "member_joined_channel", "channel": NEW, "user": door.bot.deps.desk.identity.user}
    )
    await door.settle()

    [question] = [one for one in door.cards() if "Which customer" in words(one)]
    await answers(door, str(question["ts"]), "acme")
    channel = await door.read(lambda tx: tx.channels.get(NEW))
    assert channel is not None
    assert channel.mapping is Mapping.mapped


async def test_a_workspace_that_slack_will_not_describe_is_asked_about_all_the_same(
    door: Door,
) -> None:
    door.slack.fails("team.info", Fault.error("team_not_found"))

    question = await _asked(door)

    await answers(door, question, "acme")
    assert str((await door.thread()).customer_id) == await _customer(door, "acme")


@pytest.mark.parametrize("kind", ["channel_left", "group_left"])
async def test_a_bot_that_is_taken_out_says_that_nobody_hears_customers(
    door: Door, kind: str
) -> None:
    for channel in (ACME, NEW):
        await door.slack.send_event({"type": kind, "channel": channel, "actor_id": "U0MAX"})
    await door.settle()

    [told] = [words(one) for one in door.person("ada").sees("C0ALERTS")]
    assert f"I was taken out of <#{ACME}>" in told
    assert "`bellhop inbox reconcile`" in told
