"""A customer who does not answer: asked once more, then closed; never what is grave."""

from datetime import timedelta

import pytest

from store.threads import Status
from tests.door import ACME, CONFIG, TRIAGE, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import entries, thread_is_open
from triggers.history import SlackHistory
from triggers.reconcile import come_back, compare

OFFICE = """
hours: {office: {timezone: Europe/Berlin, days: {mon-fri: "09:00-17:30"}}}
"""
HOURS = CONFIG.replace("{support: {}}", "{support: {hours: office}}") + OFFICE
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bellhop_yml() -> str:
    """A desk with office hours; it is a Monday."""
    return HOURS


async def _answered(door: Door) -> str:
    root = await thread_is_open(door)
    await door.asks("ada", "Try it again, please", ACME, thread_ts=root)
    return root


def _carol(door: Door, root: str) -> str:
    return "\n".join(words(one) for one in door.person("carol").sees(ACME, root))


async def test_nudged_after_three_business_days_and_closed_after_seven(door: Door) -> None:
    root = await _answered(door)
    await door.later(days=2, hours=23)
    assert "Did this help?" not in _carol(door, root)

    await door.later(hours=2)
    assert "Did this help?" in _carol(door, root)
    await door.later(days=5)  # a weekend does not count
    assert (await door.thread()).status is Status.waiting_on_customer

    await door.later(days=1)
    assert (await door.thread()).status is Status.resolved
    assert "Write here again at any time" in _carol(door, root)
    assert _carol(door, root).count("Did this help?") == 1

    await door.asks("carol", "It still does not work", ACME, thread_ts=root)
    assert (await door.thread()).status is Status.open


async def test_an_answer_ends_it_and_our_next_word_begins_it_anew(door: Door) -> None:
    root = await _answered(door)
    await door.later(days=2)
    await door.asks("carol", "It still does not work", ACME, thread_ts=root)
    await door.later(days=9)
    assert "Did this help?" not in _carol(door, root)

    await door.asks("ada", "And now?", ACME, thread_ts=root)
    await door.later(days=2)
    await door.asks("ada", "I have found one more thing", ACME, thread_ts=root)
    await door.later(days=2)
    assert "Did this help?" not in _carol(door, root)
    await door.later(days=3)
    assert "Did this help?" in _carol(door, root)


async def test_a_nudge_after_a_long_downtime_leaves_time_to_answer(door: Door) -> None:
    root = await _answered(door)
    await door.later(days=30)

    assert "Did this help?" in _carol(door, root)
    assert (await door.thread()).status is Status.waiting_on_customer


@pytest.mark.parametrize("answers", [True, False])
async def test_after_a_downtime_we_read_before_we_ask(door: Door, answers: bool) -> None:
    root = await _answered(door)
    door.slack.send_to("http://127.0.0.1:9/nobody-listens")
    door.clock.advance(timedelta(days=4))
    if answers:
        await door.person("carol").says(ACME, "It works again, but is slow", thread_ts=root)
        await door.slack.settled()
    door.slack.send_to(f"{door.bot.url}/slack/events")
    seen = await door.bot.store.write(come_back, door.bot.deps.desk)
    await door.settle()
    assert "Did this help?" not in _carol(door, root)

    await compare(SlackHistory(door.bot.deps), seen)
    await door.later(minutes=4)
    assert ("Did this help?" in _carol(door, root)) is not answers


@pytest.mark.parametrize("when", ["on 12 March", "tomorrow"])  # to come by then, or late
async def test_while_we_owe_an_answer_nobody_asks_the_customer(door: Door, when: str) -> None:
    root = await thread_is_open(door)
    await door.asks("ada", f"I'll get back to you {when}", ACME, thread_ts=root)
    said = door.person("ada").sees(TRIAGE, await door.card_ts())
    offer = next(str(one["ts"]) for one in said if "promise.keep" in str(one))
    await door.person("ada").clicks(TRIAGE, offer, "promise.keep")
    for _ in range(8):
        await door.later(days=1)

    assert "Did this help?" not in _carol(door, root)
    assert (await door.thread()).status is Status.waiting_on_customer

    await door.asks("ada", "It is mended by now", ACME, thread_ts=root)
    for _ in range(7):
        await door.later(days=1)
    assert "Did this help?" in _carol(door, root)


async def test_what_is_grave_is_left_alone(door: Door) -> None:
    root = await _answered(door)
    await door.clicks("ada", "thread.more")
    await door.person("ada").submits({"severity": "SEV2", "status": "waiting_on_customer"})
    await door.later(days=20)

    assert "Did this help?" not in _carol(door, root)
    assert (await door.thread()).status is not Status.resolved


async def test_the_customer_may_say_that_it_is_solved(door: Door) -> None:
    root = await _answered(door)
    await door.later(days=4)
    nudge = door.person("carol").sees(ACME, root)[-1]

    await door.person("carol").clicks(ACME, nudge["ts"], "thread.solved")
    await door.settle()
    assert (await door.thread()).status is Status.resolved
    assert [one.actor for one in await entries(door, "thread.resolved")] == ["customer:U0CAROL"]
    assert "Thank you for telling us" in _carol(door, root)


async def test_outsiders_may_not(door: Door) -> None:
    root = await _answered(door)
    await door.later(days=4)
    nudge = door.person("carol").sees(ACME, root)[-1]

    await door.person("eve").clicks(ACME, nudge["ts"], "thread.solved")
    await door.settle()
    assert (await door.thread()).status is Status.waiting_on_customer


@pytest.mark.parametrize(
    ("all_have", "tier", "said"),
    [
        ("waiting: off", "{}", ""),
        ("", "{waiting: off}", ""),
        ("waiting: off", "{waiting: {nudge: 1d, close: off, nudge_text: Well}}", "Well"),
        ("waiting: {nudge: off, close: 2d, close_text: Bye}", "{}", "Bye"),
    ],
)
async def test_as_the_tier_says(
    database_url: str, clock: FakeClock, all_have: str, tier: str, said: str
) -> None:
    config = HOURS.replace("{priority: high}", tier) + all_have
    async with opened(database_url, clock, config) as door:
        root = await _answered(door)
        await door.later(days=9)
        await door.later(days=9)

        mine = _carol(door, root)
        assert [one for one in ("Did this help?", "Well", "Bye") if one in mine] == [
            one for one in [said] if one
        ]
        closed = (await door.thread()).status is Status.resolved
        assert closed is (said == "Bye")
