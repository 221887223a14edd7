"""Who is on call: turns, overrides, and days that have 23 or 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.config.oncall import Rotation
from bot.desk.oncall import Shift, next_shift, on_call, shift

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)


def rotation(handover: str = "weekly monday 09:00", **more: object) -> Rotation:
    people = {"timezone": "Europe/Berlin", "rotation": ["ada", "ben", "cleo"], **more}
    return Rotation.model_validate({**people, "handover": handover})


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("handover", "at", "who", "until"),
    [
        ("weekly monday 09:00", "2024-01-01T09:00", "ada", "2024-01-08T09:00"),
        ("weekly monday 09:00", "2024-01-01T08:59", "cleo", "2024-01-01T09:00"),
        ("weekly monday 09:00", "2024-01-10T12:00", "ben", "2024-01-15T09:00"),
        ("weekly Friday 18:00", "2024-01-05T18:00", "ada", "2024-01-12T18:00"),
        ("daily 09:00", "2024-01-03T08:00", "ben", "2024-01-03T09:00"),
        ("every 2 weeks 09:00", "2024-01-20T08:00", "ben", "2024-01-29T09:00"),
        # clocks go forward on the 31st: nobody is on call for a day of 24 hours
        ("daily 02:30", "2024-03-31T03:29", "cleo", "2024-03-31T03:30"),
        # and back on 27 October: handed over at the first 02:30 of two
        ("daily 02:30", "2024-10-27T02:29", "cleo", "2024-10-27T02:30"),
    ],
)
def test_turns(handover: str, at: str, who: str, until: str) -> None:
    assert shift(rotation(handover), berlin(at)) == Shift(who, berlin(until))


OVERRIDES = [
    {"from": "2024-01-02", "to": "2024-01-04", "agent": "cleo"},
    {"from": "2024-01-03T12:00", "to": "2024-01-03T18:00", "agent": "ben"},
]


@pytest.mark.parametrize(
    ("at", "who", "until"),
    [
        ("2024-01-01T10:00", "ada", "2024-01-02T00:00"),
        ("2024-01-02T00:00", "cleo", "2024-01-03T12:00"),
        ("2024-01-03T12:00", "ben", "2024-01-03T18:00"),
        ("2024-01-03T18:00", "cleo", "2024-01-04T00:00"),
        ("2024-01-04T00:00", "ada", "2024-01-08T09:00"),
    ],
)
def test_who_stands_in(at: str, who: str, until: str) -> None:
    assert shift(rotation(overrides=OVERRIDES), berlin(at)) == Shift(who, berlin(until))


def test_who_is_alone_is_never_taken_over_from() -> None:
    alone = rotation(rotation=["ada"])

    assert shift(alone, berlin("2024-05-01T12:00")) == Shift("ada", None)
    assert next_shift(alone, berlin("2024-05-01T12:00")) is None


@pytest.mark.parametrize(
    "wrong", ["weekly 09:00", "weekly someday 09:00", "daily 24:00", "every 0 days 09:00", "9"]
)
def test_a_handover_that_is_none(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"handover|clock"):
        rotation(wrong)


HANDOVERS = some.sampled_from(
    ["daily 02:30", "weekly sunday 02:00", "every 3 days 00:00", "weekly monday 09:00"]
)
MOMENTS = some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


@given(HANDOVERS, MOMENTS, some.permutations(["ada", "ben", "cleo"]), some.booleans())
def test_somebody_is_on_call_until_the_end_of_the_shift_and_not_after(
    handover: str, at: datetime, people: list[str], stood_in: bool
) -> None:
    found = rotation(handover, rotation=people, overrides=OVERRIDES if stood_in else [])
    now = shift(found, at)

    assert now.ends is not None
    assert on_call(found, at) == on_call(found, now.ends - MINUTE / 60) == now.agent
    following = next_shift(found, at)
    assert following is not None
    assert following.agent == on_call(found, now.ends) != now.agent
    half = at + (now.ends - at) / 2
    assert shift(found, half) == now
