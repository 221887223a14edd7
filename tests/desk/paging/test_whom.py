"""Whom a step of a path calls, and how long it waits: by the team that has the thread."""

import pytest

from bot.desk.standing import set_team
from bot.desk.threads import API
from tests.desk.paging.calls import ONCALL, alerts, graded, paged
from tests.door import Door, opened
from tests.fakes import FakeClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OURS = (
    ONCALL.replace(
        "teams: {support: {}, engineering: {}}",
        "teams: {support: {}, engineering: {hours: late}, billing: {}}",
    ).replace(
        "rotation: [olga]}}",
        "rotation: [olga]}, billing: {timezone: Europe/Berlin, rotation: [ben]}}",
    )
    + """
hours: {late: {timezone: UTC, days: {mon-fri: "13:00-17:00"}}}
paths:
  production:
    severities: [SEV1]
    steps: [{notify: {oncall: true, user_group: S0ENG}, wait: 1 business hour}, {notify: {manager: true}, wait: 5m}]
"""
)


async def sev1_of(door: Door, team: str) -> None:
    await door.asks("carol", "Nothing works any more")
    await door.bot.store.write(set_team, door.bot.deps.desk, 1001, team, API)
    await graded(door, "SEV1")


async def test_each_team_has_its_own_rotation_and_a_group_is_mentioned(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock, OURS) as door:
        await sev1_of(door, "billing")

        assert (len(paged(door, "ben")), paged(door)) == (1, [])
        assert any("<@U0BEN> <!subteam^S0ENG> *You are needed:*" in line for line in alerts(door))


async def test_business_time_is_that_of_the_team(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock, OURS) as door:
        await sev1_of(door, "engineering")
        assert len(paged(door)) == 1
        await door.later(hours=4, minutes=30)
        assert paged(door, "lea") == []

        await door.later(minutes=45)
        assert len(paged(door, "lea")) == 1
