"""Slack's rate limits as a leaky bucket."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limits import (
    MINUTE,
    PER_CHANNEL,
    TIER_1,
    TIER_2,
    TIER_3,
    TIER_4,
    TIERS,
    WORKSPACE_MESSAGES,
    Limit,
    allow,
    hold,
    quotas_of,
)
from tests.fakes import START

SECOND = timedelta(seconds=1)


def let_through(limit: Limit, times: list[datetime]) -> list[datetime]:
    state, through = None, []
    for now in times:
        allowed, state, _ = allow(state, now, limit)
        if allowed:
            through.append(now)
    return through


def test_a_channel_gets_one_message_a_second() -> None:
    allowed, state, wait = allow(None, START, PER_CHANNEL)
    assert allowed
    assert wait == timedelta()

    soon = allow(state, START + SECOND / 4, PER_CHANNEL)

    assert not soon.allowed
    assert soon.wait == SECOND * 3 / 4
    assert soon.state == state
    assert allow(state, START + SECOND, PER_CHANNEL).allowed


def test_an_idle_method_may_burst_and_then_slows_down() -> None:
    through = let_through(TIER_3, [START] * 20)

    assert len(through) == TIER_3.burst


@pytest.mark.parametrize(
    ("limit", "most"), [(TIER_1, 1), (TIER_2, 20), (TIER_3, 50), (TIER_4, 100)]
)
@given(gaps=st.lists(st.integers(0, 5_000), max_size=400))
def test_no_minute_sees_more_than_the_tier(limit: Limit, most: int, gaps: list[int]) -> None:
    times = [START]
    for gap in gaps:
        times.append(times[-1] + timedelta(milliseconds=gap))

    through = let_through(limit, times)

    for first, too_many in zip(through, through[most:], strict=False):
        assert too_many - first >= MINUTE


@given(st.lists(st.integers(0, 3_000), max_size=50))
def test_waiting_as_told_is_always_enough(gaps: list[int]) -> None:
    now, state = START, None
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        verdict = allow(state, now, TIER_3)
        now += verdict.wait
        verdict = allow(state, now, TIER_3)
        assert verdict.allowed
        state = verdict.state


def test_a_clock_that_goes_back_does_not_open_the_gate() -> None:
    state = allow(None, START, PER_CHANNEL).state

    assert not allow(state, START - SECOND, PER_CHANNEL).allowed


def test_a_429_closes_the_gate_for_as_long_as_slack_says() -> None:
    state = hold(None, START, TIER_3, timedelta(seconds=30))

    assert not allow(state, START + timedelta(seconds=29), TIER_3).allowed
    assert allow(state, START + timedelta(seconds=30), TIER_3).allowed


def test_a_429_never_shortens_the_wait() -> None:
    later = hold(None, START, PER_CHANNEL, timedelta(seconds=60))

    assert hold(later, START, PER_CHANNEL, timedelta(seconds=1)) == later


def test_a_message_counts_for_its_channel_and_for_the_workspace() -> None:
    assert quotas_of("chat.postMessage", "C1") == (
        ("chat.postMessage C1", PER_CHANNEL),
        ("chat.postMessage", WORKSPACE_MESSAGES),
    )
    assert quotas_of("chat.update", "C1") == (("chat.update", TIER_3),)


def test_a_method_nobody_listed_is_called_with_care() -> None:
    assert quotas_of("slackLists.create") == (("slackLists.create", TIER_2),)


def test_the_table_is_in_order() -> None:
    assert all(a < b for a, b in pairwise(TIERS))
