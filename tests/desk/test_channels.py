"""Channels: whose they are, who reads them, and what may be written there."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.delivery.outbox import Post, WouldLeak, to_team
from bot.desk.channels import suggestions
from playground import Person
from playground.errors import NotPossible
from store.channels import Channel, Mapping
from store.deliveries import Audience
from store.inbox import InboxState
from store.transaction import Transaction
from tests.databases import only_sqlite
from tests.door import ACME, CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import buttons

NEW, GLOBEX, ALERTS = "C0NEW", "C0GLOBEX", "C0ALERTS"
INITECH = "  initech: {tier: growth, domains: [initech.example]}\n"


async def channel(door: Door, id_: str) -> Channel | None:
    return await door.read(lambda tx: tx.channels.get(id_))


async def invited(door: Door, id_: str = NEW) -> dict[str, Any]:
    """Let Ada invite the bot, and return the question it asks."""
    await door.person("ada").invites_app(id_)
    await door.settle()
    return door.cards()[-1]


async def test_the_question_suggests_by_the_other_companys_domain_and_takes_what_was_said(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, CONFIG + INITECH) as door:
        question = await invited(door)
        assert "Which customer does <#C0NEW> belong to?" in words(question)
        assert "Initech" in words(question)
        assert "Ada Agarwal invited me" in words(question)
        assert len(buttons(question)) == 3

        asked = await door.asks("eve", "The export is broken", NEW)
        gone = await door.asks("eve", "Never mind this one", NEW)
        await door.person("eve").deletes(NEW, gone)
        await door.settle()
        assert len(door.cards()) == 1
        assert "which customer" not in str(door.person("eve").sees(NEW)).lower()

        await door.person("ben").clicks(TRIAGE, question["ts"], "channel.map.0")
        await door.settle()

        found = await channel(door, NEW)
        assert found is not None
        assert found.mapping is Mapping.mapped
        assert "belongs to *Initech*" in words(door.cards()[0])
        assert (await door.thread()).root_ts == asked
        assert len(door.cards()) == 2
        said = await door.read(lambda tx: tx.messages.by_ts(NEW, gone))
        assert said is not None
        assert said.thread_id is None
        assert said.deleted_at is not None


async def test_a_channel_that_is_no_customers_stays_quiet(door: Door) -> None:
    question = await invited(door)
    await door.asks("eve", "The export is broken", NEW)
    await door.person("ada").clicks(TRIAGE, question["ts"], "channel.ignore")
    await door.asks("eve", "Really broken", NEW)

    assert len(door.cards()) == 1
    assert "no customer's channel" in words(door.cards()[0])
    assert (await door.read(lambda tx: tx.inbox.count()))[InboxState.failed] == 0


async def test_a_known_channel_asks_nothing(door: Door) -> None:
    await invited(door)
    event = {"type": "member_joined_channel", "user": "U0BOT", "channel": NEW, "team": "T0HOME"}
    for id_ in (NEW, ACME, TRIAGE, ALERTS):
        await door.slack.send_event({**event, "channel": id_})
    await door.settle()

    assert len(door.cards()) == 1


@only_sqlite
@pytest.mark.parametrize(
    ("name", "domain", "found"),
    [
        ("acme-support", None, ["acme"]),
        ("ext-globex", None, ["globex"]),
        ("shared-x-acme", "globex.example", ["globex", "acme"]),
        ("support", None, []),
        ("", "nobody.example", []),
        ("watercooler", None, []),
        ("globexx", None, ["globex"]),
    ],
)
async def test_suggestions(door: Door, name: str, domain: str | None, found: list[str]) -> None:
    suggested = await door.read(lambda tx: suggestions(tx, name, domain))

    assert [one.key for one in suggested] == found


async def test_a_channel_the_bot_was_thrown_out_of(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    door.person("ada").channel(ACME).members.pop("U0BOT")
    await door.clicks("ada", "thread.reply")
    await door.person("ada").submits({"text": "We are on it"})
    await door.settle()

    assert "not_in_channel" in "\n".join(words(one) for one in door.person("ada").sees(ALERTS))
    assert "not_in_channel" in "\n".join(await door.room())


def shares(channel: str, type_: str = "channel_shared") -> dict[str, Any]:
    return {"type": type_, "connected_team_id": "T0ACME", "channel": channel, "event_ts": "1.0"}


async def test_a_triage_channel_that_is_shared_gets_nothing_more(door: Door) -> None:
    await door.asks("carol", "The export is broken")
    await door.slack.send_event(shares(TRIAGE))
    await door.settle()
    [alert] = [words(one) for one in door.person("ada").sees(ALERTS)]
    assert "<#C0TRIAGE> is shared with another company now" in alert

    before = door.cards()
    await door.asks("dave", "Where is my invoice?", GLOBEX)
    assert door.cards() == before
    failed = await door.read(lambda tx: tx.inbox.page(InboxState.failed))
    assert "WouldLeak" in failed[0].outcome

    unshared = {**shares(TRIAGE, "channel_unshared"), "is_ext_shared": False}
    await door.slack.send_event(unshared)
    await door.later(minutes=5)
    assert len(door.cards()) == 2
    assert (await door.read(lambda tx: tx.inbox.count()))[InboxState.failed] == 0


async def test_what_waits_for_a_channel_when_it_is_shared_is_never_sent(door: Door) -> None:
    await door.person("carol").says(ACME, "The export is broken")
    await door.slack.settled()  # the card is queued, but not yet sent
    await door.slack.send_event(shares(TRIAGE))
    await door.settle()

    assert door.cards() == []
    assert "it is internal" in "\n".join(words(one) for one in door.person("ada").sees(ALERTS))


async def test_alerts_go_to_triage_when_their_own_channel_is_shared(door: Door) -> None:
    await door.slack.send_event(shares(ALERTS))
    await door.slack.send_event(shares(ALERTS))
    await door.settle()

    assert door.person("ada").sees(ALERTS) == []
    assert len([one for one in door.cards() if "C0ALERTS" in words(one)]) == 1


async def test_when_every_channel_of_ours_is_shared_nothing_breaks(door: Door) -> None:
    await door.slack.send_event(shares(ALERTS))
    await door.slack.send_event(shares(TRIAGE))
    await door.settle()

    assert (await door.read(lambda tx: tx.inbox.count()))[InboxState.failed] == 0


async def test_a_share_that_one_of_several_companies_left_is_still_a_share(door: Door) -> None:
    await invited(door)
    left = {**shares(NEW, "channel_unshared"), "is_ext_shared": True}
    await door.slack.send_event(left)
    found = await channel(door, NEW)
    assert found is not None
    assert found.is_shared

    await door.slack.send_event({**left, "is_ext_shared": False})
    await door.slack.send_event(shares("C0NOBODY"))
    found = await channel(door, NEW)
    assert found is not None
    assert not found.is_shared
    assert await channel(door, "C0NOBODY") is None


async def test_a_customers_channel_is_never_ours_even_if_slack_calls_it_unshared(
    door: Door,
) -> None:
    await door.slack.send_event({**shares(ACME, "channel_unshared"), "is_ext_shared": False})

    def leak(tx: Transaction) -> None:
        to_team(tx, Post("k", "room", "slack:C0ACME", ACME))

    with pytest.raises(WouldLeak):
        await door.bot.store.write(leak)


SECRET = "between ourselves"


async def replied(agent: Person, card: str, number: int) -> None:
    await agent.clicks(TRIAGE, card, "thread.reply")
    await agent.submits({"text": f"Reply {number}"})


async def step(door: Door, dice: random.Random, number: int) -> None:
    """Let somebody do one thing of all that can be done."""
    handle, place = dice.choice([("carol", ACME), ("cody", ACME), ("dave", GLOBEX), ("eve", ACME)])
    customer, agent = door.person(handle), door.person(dice.choice(["ada", "ben"]))
    threads = await door.read(
        lambda tx: [tx.threads.get(one) for one in range(1001, 1001 + number)]
    )
    known = [one for one in threads if one is not None and one.card_ts is not None]
    if not known or dice.random() < 0.25:
        await customer.says(place, f"Question {number}")
        return
    thread = dice.choice(known)
    card, channel_, root = str(thread.card_ts), thread.channel, thread.root_ts
    acts: list[Callable[[], Awaitable[object]]] = [
        lambda: agent.says(TRIAGE, f"{SECRET} {number}", thread_ts=card),
        lambda: agent.clicks(TRIAGE, card, dice.choice(["thread.claim", "thread.resolve"])),
        lambda: agent.reacts(channel_, root, dice.choice(["eyes", "white_check_mark"])),
        lambda: customer.reacts(channel_, root, dice.choice(["tada", "eyes", "ticket"])),
        lambda: customer.says(channel_, f"More {number}", thread_ts=root),
        lambda: replied(agent, card, number),
        lambda: door.person("max").reacts(TRIAGE, card, "eyes"),
        lambda: door.person("max").clicks(TRIAGE, card, "thread.resolve"),
        lambda: agent.says(TRIAGE, f"{SECRET}, at the top {number}"),
        lambda: agent.says(channel_, f"Answer {number}", thread_ts=root),
    ]
    with suppress(NotPossible):  # that button is not there now
        await dice.choice(acts)()


@only_sqlite
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_internal_reaches_a_customers_channel_whatever_happens(
    door: Door, seed: int
) -> None:
    dice = random.Random(seed)
    for number in range(40):
        await step(door, dice, number)
        if dice.random() < 0.3:
            await door.later(minutes=dice.choice([1, 15, 90]))
    await door.later(hours=2)

    deliveries = await door.read(
        lambda tx: [one for id_ in range(1, 1000) if (one := tx.deliveries.get(id_)) is not None]
    )
    assert len(deliveries) > 40
    for one in deliveries:
        assert one.audience is Audience.customer or one.channel not in (ACME, GLOBEX), one.key
    written = ("chat.postMessage", "chat.update", "chat.postEphemeral")
    shown = [call for call in door.slack.calls if call.method in written]
    for call in shown:
        if call.args.get("channel") in (ACME, GLOBEX):
            assert SECRET not in str(call.args)
            assert "thread.claim" not in str(call.args)
    for handle, place in (("carol", ACME), ("eve", ACME), ("dave", GLOBEX)):
        assert SECRET not in str(door.person(handle).sees(place))
    assert any(SECRET in str(one) for one in door.person("ada").sees(TRIAGE))
