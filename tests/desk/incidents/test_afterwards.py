"""After an incident: who gets a summary of it, and what is kept of what was said."""

import pytest

from tests.desk.incidents.warroom import CONFIG, answered, channel, fills, incident, presses
from tests.door import ACME, TRIAGE, Door, words
from triggers.retention import Forgetter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GLOBEX = "C0GLOBEX"


@pytest.fixture
def bellhop_yml() -> str:
    return f"{CONFIG}incidents: {{summary_for: [enterprise]}}\n"


async def over(door: Door) -> None:
    """Let an incident of Acme and Globex come to its end, and somebody write it down."""
    await answered(door)
    await door.asks("dave", "Nothing loads here", GLOBEX)
    await presses(door, "incident.more", selected="incident_link")
    await fills(door, ref="T-1002")
    await presses(door, "incident.update")
    await fills(door, conditions="db-7 melts", public="We know why requests fail.")
    for _ in range(3):
        await presses(door, "incident.move")
    await fills(door, cause="other", root_cause="A cable", remediation="Two cables")
    await door.clicks("ada", "thread.resolve")
    await presses(door, "incident.more", selected="incident_export")
    await fills(door)


async def test_the_cards_of_an_incident_lead_to_its_channel_until_it_is_over(door: Door) -> None:
    await answered(door)
    await door.asks("dave", "Nothing loads here", GLOBEX)
    place = f"incident in <#{channel(door)}>"
    assert [place in words(card) for card in door.cards()] == [True, False]
    await presses(door, "incident.more", selected="incident_link")
    await fills(door, ref="T-1002")
    assert [place in words(card) for card in door.cards()] == [True, True]

    await presses(door, "incident.update")
    await fills(door, conditions="db-7 melts")
    for _ in range(3):
        await presses(door, "incident.move")
    await fills(door, cause="other", root_cause="A cable")

    assert [place in words(card) for card in door.cards()] == [False, False]


def drafts(door: Door, card: str | None) -> list[dict[str, str]]:
    found = door.person("ada").sees(TRIAGE, card)
    return [one for one in found if "this customer gets a summary" in words(one)]


async def test_a_tier_that_gets_a_summary_gets_what_it_may_read(door: Door) -> None:
    await over(door)

    [draft] = drafts(door, (await door.thread(1001)).card_ts)
    assert not drafts(door, (await door.thread(1002)).card_ts)
    [back] = [line for line in await door.room(1002) if "The incident is over" in line]
    assert "<@U0LEA>" in back  # nobody had it
    await door.person("ada").clicks(TRIAGE, draft["ts"], "thread.draft.send")
    await door.settle()
    root = door.person("carol").sees(ACME)[0]["ts"]
    read = words(door.person("carol").sees(ACME, root)[-1])
    for told in (
        "We are looking into",
        "We know why requests fail.",
        "A cable",
        "Two cables",
        "From 02 March 2026",
    ):
        assert told in read
    for ours in ("db-7", "The API is down", "Globex"):
        assert ours not in read
    await door.later(days=4)
    assert not any("was not told yet" in line for line in await door.room())


async def test_a_summary_that_nobody_sends_is_remembered(door: Door) -> None:
    await over(door)
    await door.later(days=4)

    [line] = [one for one in await door.room() if "the customer was not told yet" in one]
    assert "the summary of the incident “The API is down" in line


async def test_what_was_said_is_forgotten_but_for_what_was_pinned(door: Door) -> None:
    await answered(door)
    place, olga = channel(door), door.person("olga")
    pinned = await olga.says(place, "Pool is at 100 of 100")
    await olga.says(place, "I fetch a coffee")
    await olga.reacts(place, pinned, "pushpin")
    await door.settle()
    forgetter = Forgetter(door.bot.store, door.bot._config.retention)
    for _ in range(3):
        await presses(door, "incident.move")
    await fills(door, cause="other", root_cause="A cable")
    one = await incident(door)

    async def kept() -> list[str]:
        found = await door.read(
            lambda tx: [tx.incident_record.message(one.id, ts) for ts in (pinned, coffee)]
        )
        return [message.text for message in found if message]

    coffee = next(str(each["ts"]) for each in olga.sees(place) if "coffee" in str(each))
    await door.later(days=399)
    await forgetter.forget()
    assert await kept() == ["Pool is at 100 of 100", "I fetch a coffee"]

    await door.later(days=2)
    await forgetter.forget()
    assert await kept() == ["Pool is at 100 of 100"]
