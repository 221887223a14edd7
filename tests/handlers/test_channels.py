"""Channels: the question whose it is, its answer by a click, and a change of mind."""

import asyncio
from typing import Any

import pytest

from store.channels import Mapping
from tests.door import CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import buttons, dialog, options, reads

NEW = "C0NEW"


@pytest.fixture
async def question(door: Door) -> str:
    return await _asked(door)


async def _asked(door: Door) -> str:
    """Ada invites the bot to #initech-shared, where Eve then writes."""
    await door.person("ada").invites_app(NEW)
    await door.settle()
    await door.asks("eve", "Our login does not work", NEW)
    return str(_question(door)["ts"])


def _question(door: Door) -> dict[str, Any]:
    [shown] = [message for message in door.cards() if f"<#{NEW}>" in words(message)]
    return shown


async def _mapping(door: Door) -> tuple[Mapping, str | None]:
    channel = await door.read(lambda tx: tx.channels.get(NEW))
    assert channel is not None
    customer_id = channel.customer_id
    if customer_id is None:
        return channel.mapping, None
    customer = await door.read(lambda tx: tx.customers.get(customer_id))
    assert customer is not None
    return channel.mapping, customer.key


async def _customer(door: Door, key: str) -> str:
    customer = await door.read(lambda tx: tx.customers.by_key(key))
    assert customer is not None
    return str(customer.id)


async def test_nothing_opens_before_somebody_has_answered(door: Door, question: str) -> None:
    assert "Which customer does" in words(_question(door))
    assert await _mapping(door) == (Mapping.asked, None)
    assert len(door.cards()) == 1


async def test_choosing_a_customer_takes_what_was_said_meanwhile(door: Door, question: str) -> None:
    ada = door.person("ada")
    await ada.clicks(TRIAGE, question, "channel.choose")
    assert [name for name, _ in options(dialog(door, "ada"), "customer")] == ["Acme", "Globex"]

    assert await ada.submits({"customer": await _customer(door, "globex")}) == {}
    await door.settle()

    assert await _mapping(door) == (Mapping.mapped, "globex")
    assert _question(door)["ts"] == question
    assert f"✅ <#{NEW}> belongs to *Globex*" in words(_question(door))
    assert "said Ada Agarwal" in words(_question(door))
    assert (await door.thread()).title == "Our login does not work"


async def test_no_customers_channel_stays_quiet_and_can_be_changed(
    door: Door, question: str
) -> None:
    await door.person("ben").clicks(TRIAGE, question, "channel.ignore")
    await door.settle()
    assert await _mapping(door) == (Mapping.ignored, None)
    assert "I stay quiet there" in words(_question(door))
    assert buttons(_question(door)) == ["channel.choose"]

    await door.person("ada").clicks(TRIAGE, question, "channel.choose")
    await door.person("ada").submits({"customer": await _customer(door, "acme")})
    await door.settle()

    assert await _mapping(door) == (Mapping.mapped, "acme")
    assert "belongs to *Acme*" in words(_question(door))


async def test_who_is_second_is_told_and_changes_nothing(door: Door, question: str) -> None:
    ada, ben = door.person("ada"), door.person("ben")
    await ben.clicks(TRIAGE, question, "channel.choose")
    await ben.submits({"customer": await _customer(door, "acme")})

    await asyncio.gather(*(ada.clicks(TRIAGE, question, "channel.ignore") for _ in range(2)))
    await door.settle()

    assert await _mapping(door) == (Mapping.mapped, "acme")
    told = [line for line in reads(door, "ada") if "🙏" in line]
    assert told == ["🙏 Somebody has answered this already: use Change… if they are wrong."] * 2


async def test_a_colleague_who_is_no_agent_is_refused(door: Door, question: str) -> None:
    for action in ("channel.choose", "channel.ignore"):
        await door.person("max").clicks(TRIAGE, question, action)
    await door.settle()

    assert await _mapping(door) == (Mapping.asked, None)
    assert door.person("max").modal is None
    assert "🙏 Only agents of the support desk can do this." in reads(door, "max")


async def test_one_click_on_a_suggestion_maps_it(database_url: str, clock: FakeClock) -> None:
    known = "  initech: {name: Initech, domains: [initech.example]}\n"
    async with opened(database_url, clock, CONFIG + known) as door:
        question, ada = await _asked(door), door.person("ada")
        value = f"{NEW}:{await _customer(door, 'initech')}"

        await asyncio.gather(
            *(ada.clicks(TRIAGE, question, "channel.map.0", value) for _ in range(2))
        )
        await door.settle()

        assert await _mapping(door) == (Mapping.mapped, "initech")
        assert "belongs to *Initech*" in words(_question(door))
        assert not [line for line in reads(door, "ada") if "🙏" in line]
        assert (await door.thread()).title == "Our login does not work"
