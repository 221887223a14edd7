"""The times a snooze offers: always in the future, each once, when somebody is there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.snoozing import presets
from tests.fakes import START

CONFIG = """
desk: {{triage: C0TRIAGE, timezone: {zone}}}
teams: {{support: {{hours: {hours}}}}}
hours:
  office: {{timezone: Europe/Berlin, days: {{mon-fri: "09:00-17:30"}}, holidays: [2026-03-03]}}
  always: {{timezone: America/New_York, days: {{mon-sun: "00:00-24:00"}}}}
  night: {{timezone: UTC, days: {{mon-fri: "22:00-06:00"}}}}
"""


def _desk(hours: str = "office", zone: str = "Europe/Berlin") -> Desk:
    config = CONFIG.format(zone=zone, hours=hours)
    return Desk(parse(config.encode()), Identity("T0", "U0", "B0", "https://x.slack.com/"))


def _words(desk: Desk, now: datetime) -> list[str]:
    return [preset.words for preset in presets(desk, "support", now)]


@pytest.mark.parametrize(
    ("month", "day", "hour", "mornings"),
    [
        # a Monday; Tuesday is a holiday
        (
            3,
            2,
            9,
            "Wednesday 4 March, 09:00 CET|Thursday 5 March, 09:00 CET|Monday 9 March, 09:00 CET",
        ),
        # a Friday: nobody is there tomorrow, and the next day is next Monday
        (3, 6, 9, "Monday 9 March, 09:00 CET|Tuesday 10 March, 09:00 CET"),
        # a Sunday evening in UTC, when it is Monday in Berlin: tomorrow is Tuesday
        (3, 8, 23, "Tomorrow, 09:00 CET|Wednesday 11 March, 09:00 CET|Monday 16 March, 09:00 CET"),
        # the Saturday before summer time begins
        (3, 28, 12, "Monday 30 March, 09:00 CEST|Tuesday 31 March, 09:00 CEST"),
    ],
)
def test_mornings_are_when_the_team_opens(month: int, day: int, hour: int, mornings: str) -> None:
    now = datetime(2026, month, day, hour, 30, tzinfo=UTC)

    assert _words(_desk(), now) == ["In 1 hour", "In 3 hours", *mornings.split("|")]


def test_nobody_is_woken_at_midnight() -> None:
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)

    assert _words(_desk("always"), now)[2] == "Tomorrow, 09:00 EST"
    assert _words(_desk("", "Asia/Tokyo"), now)[2] == "Tomorrow, 09:00 JST"
    assert _words(_desk("night"), now)[2] == "Tomorrow, 22:00 UTC"


@given(
    st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.sampled_from(["office", "always", "night", ""]),
)
def test_every_time_is_later_and_offered_once(now: datetime, hours: str) -> None:
    offered = presets(_desk(hours), None, now)

    times = [preset.until for preset in offered]
    assert 3 < len(offered) <= 5
    assert len(set(times)) == len(times)
    assert all(now < until < now + timedelta(days=14) for until in times)
    assert all(until.utcoffset() == timedelta() for until in times)
