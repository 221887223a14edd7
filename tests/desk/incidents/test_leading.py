"""An incident from its first words to the end: told, moved, handed over, written down, put away."""

import pytest

from bot.desk.by import BELLHOP
from bot.desk.declaring import Declaration
from bot.desk.incidents.exporting import markdown
from bot.desk.incidents.leading import declare_by_hand, link, move
from bot.desk.intake.moving import merge
from bot.errors import Refused
from store.incidents import IncidentStatus
from store.threads import Status
from tests.desk.incidents.warroom import (
    CONFIG,
    answered,
    channel,
    down,
    fills,
    incident,
    presses,
    said,
)
from tests.desk.paging.calls import alerts, paged, sev1
from tests.door import ACME, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import reads

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bellhop_yml() -> str:
    return CONFIG


def told(door: Door, handle: str, place: str) -> list[str]:
    """What a customer reads of us in their thread."""
    root = door.person(handle).sees(place)[0]["ts"]
    return [words(one) for one in door.person(handle).sees(place, root)[1:]]


async def moves(door: Door, to: str) -> None:
    one = await incident(door)
    await presses(door, "incident.move", value=f"{one.id} {to}")


async def test_customers_read_public_words_and_nothing_else(door: Door) -> None:
    await answered(door)
    await presses(door, "incident.update")
    await fills(
        door,
        conditions="db-7 is out of connections",
        actions="Olga restarts the pool",
        public="We know why requests fail, and are mending it.",
        status="identified",
    )

    read = told(door, "carol", ACME)
    assert any("We are looking into a problem" in line for line in read)
    assert any("We know why requests fail" in line for line in read)
    assert not any("db-7" in line for line in read)
    assert any("db-7 is out of connections" in line for line in said(door, channel(door)))
    assert (await incident(door)).status is IncidentStatus.identified


async def test_the_topic_is_said_again_only_when_it_says_something_else(door: Door) -> None:
    await answered(door)
    before = topics(door)
    await presses(door, "incident.update")
    await fills(door, conditions="Nothing new")
    assert topics(door) == before
    await moves(door, "identified")

    assert len(topics(door)) == len(before) + 1
    assert "Identified" in topics(door)[-1]


def topics(door: Door) -> list[str]:
    """Every line in which Slack told the channel of a new topic."""
    seen = door.person("olga").sees(channel(door))
    return [one["topic"] for one in seen if one.get("subtype") == "channel_topic"]


async def test_a_reminder_says_no_topic_again(door: Door) -> None:
    await down(door)
    [before] = topics(door)

    await door.later(hours=1)

    assert any("an update" in line for line in said(door))
    assert topics(door) == [before]


async def test_who_is_linked_to_what_nobody_told_reads_nothing(door: Door) -> None:
    await door.asks("carol", "Nothing works")
    await door.asks("dave", "Nothing loads here", "C0GLOBEX")
    desk, store = door.bot.deps.desk, door.bot.store
    quietly = Declaration(public="")
    one = await store.write(declare_by_hand, desk, 1001, None, quietly, BELLHOP)
    await store.write(link, desk, one.id, 1002, BELLHOP)
    await door.settle()

    assert not any("We are looking into" in line for line in told(door, "dave", "C0GLOBEX"))
    assert all(f"incident in <#{channel(door)}>" in words(card) for card in door.cards())


async def test_no_step_is_left_out(door: Door) -> None:
    one, desk = await answered(door), door.bot.deps.desk
    to = IncidentStatus.monitoring

    with pytest.raises(Refused, match="Say first that it is Identified"):
        await door.bot.store.write(move, desk, one.id, to, BELLHOP)
    assert (await incident(door)).status is IncidentStatus.investigating


async def test_updates_are_asked_for_until_they_come(door: Door) -> None:
    await answered(door)
    await door.later(minutes=31)
    due = [line for line in said(door) if "an update is due now" in line]
    await door.later(minutes=6)
    late = [line for line in said(door) if "an update was due" in line]

    assert (len(due), len(late)) == (1, 1)
    assert "<@U0OLGA>" in due[0]
    await presses(door, "incident.update")
    await fills(door, conditions="Nothing new", next="20")
    await door.later(minutes=19)
    assert not [line for line in said(door) if "an update is due now" in line][1:]
    await door.later(minutes=2)
    assert len([line for line in said(door) if "an update is due now" in line]) == 2


async def test_the_end_goes_back_to_each_thread(door: Door) -> None:
    await door.asks("dave", "Nothing loads here", "C0GLOBEX")
    await door.clicks("ada", "thread.claim")
    await door.asks("carol", "The API answers 503 to POST /orders", ACME)
    await door.clicks("ada", "thread.more", 1002)
    await fills(door, "ada", severity="SEV1")
    await presses(door, "incident.acknowledge")
    await presses(door, "incident.more", selected="incident_link")
    await fills(door, ref="T-1001")
    for step in ("identified", "monitoring", "resolved"):
        await moves(door, step)
    await fills(door, cause="performance", root_cause="Pool too small", public="It works again.")

    for handle, place in (("carol", ACME), ("dave", "C0GLOBEX")):
        assert any("It works again." in line for line in told(door, handle, place))
    [back] = [line for line in await door.room(1001) if "The incident is over" in line]
    assert "<@U0ADA>" in back
    assert "Nothing loads here" in back
    [back] = [line for line in await door.room(1002) if "The incident is over" in line]
    assert "POST /orders" in back
    assert (await door.thread(1001)).status is not Status.resolved
    assert (await door.thread(1002)).status is not Status.resolved
    calls = len(paged(door))
    await door.later(hours=3)
    assert len(paged(door)) == calls
    assert not any(
        "an update" in line and "due" in line
        for line in said(door, channel(door, "incident-t-1002"))
    )
    assert any("*Resolved:*" in line and "by *Olga Orlova*" in line for line in alerts(door))


async def test_what_is_pinned_is_written_down_as_it_reads_at_the_end(door: Door) -> None:
    await answered(door)
    place = channel(door)
    olga = door.person("olga")
    ts = await olga.says(place, "Pool is at 100 of 100")
    await door.settle()
    await olga.reacts(place, ts, "pushpin")
    gone = await olga.says(place, "Password is hunter2")
    await olga.reacts(place, gone, "pushpin")
    await olga.edits(place, ts, "Pool is at 200 of 200")
    await olga.deletes(place, gone)
    await door.settle()
    await presses(door, "incident.more", selected="incident_export")

    text = words(olga.modal or {})
    assert "Olga Orlova wrote: “Pool is at 200 of 200 (edited)”" in text
    assert "hunter2" not in text
    assert "(deleted in Slack)" in text


async def test_a_written_summary_puts_the_channel_away(door: Door) -> None:
    await answered(door)
    for step in ("identified", "monitoring", "resolved"):
        await moves(door, step)
    await fills(door, cause="other", root_cause="A cable")
    await presses(door, "incident.more", selected="incident_export")
    await fills(door)
    await door.later(hours=49)

    assert door.slack.channels[channel(door)].is_archived
    assert (await incident(door)).archived_at is not None


async def test_only_agents_press_anything(door: Door) -> None:
    one = await down(door)
    door.slack.channels[str(one.channel)].members["U0EVE"] = None
    handle = "eve"
    await door.person(handle).clicks(str(one.channel), str(one.summary_ts), "incident.acknowledge")
    await door.settle()

    assert (await incident(door)).acknowledged_at is None
    assert any("Only agents" in line for line in reads(door, handle, str(one.channel)))


async def test_a_thread_that_was_merged_is_told_where_it_went(door: Door) -> None:
    one = await answered(door)
    for text in ("Nothing loads", "Still nothing"):
        await door.later(hours=3)
        await door.asks("dave", text, "C0GLOBEX")
    await door.asks("cody", "Another thing")
    desk, store = door.bot.deps.desk, door.bot.store
    await store.write(link, desk, one.id, 1002, BELLHOP)
    await store.write(merge, desk, 1002, 1003, BELLHOP)

    concerned = await door.read(lambda tx: tx.incident_threads.of(one.id))
    assert [each.thread_id for each in concerned] == [1001, 1003]
    with pytest.raises(Refused, match="T-1001 is an incident"):
        await store.write(merge, desk, 1001, 1004, BELLHOP)


async def test_an_update_that_customers_did_not_read_is_none_for_them(
    database_url: str, clock: FakeClock
) -> None:
    promise = "sla: [{first_response: 1h, update: 30m, always_on: true}]"
    config = CONFIG.replace("sla: [{first_response: 1h, always_on: true}]", promise)
    async with opened(database_url, clock, config) as door:
        await answered(door)
        await door.asks("dave", "Nothing loads here", "C0GLOBEX")
        await presses(door, "incident.more", selected="incident_link")
        await fills(door, ref="T-1002")
        await door.later(minutes=20)
        await presses(door, "incident.update")
        await fills(door, conditions="We look at db-7")
        await door.later(minutes=12)

        late = [line for line in said(door) if "customers were to hear from us by" in line]
        assert len(late) == 1
        assert "<@U0OLGA>" in late[0]
        assert not any("update" in line for line in await door.room(1002))


async def test_what_a_customer_wrote_does_nothing_in_the_written_summary(door: Door) -> None:
    await sev1(door, "Down ![](https://evil.example/seen.png) [log in](https://evil.example) <b>")
    one = await incident(door)

    text = await door.read(lambda tx: markdown(tx, door.bot.deps.desk, one))

    assert r"# T-1001: Down !\[\](https://evil.example/seen.png) \[log in\](https" in text
    assert r"\<b>" in text
