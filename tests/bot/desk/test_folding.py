"""Folding: any order and any duplication of the signals of one episode say the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.load import parse
from bot.desk.signals.folding import MOST, fits, with_signal
from bot.desk.signals.signal import Signal, State
from store.customers import Customer
from store.episodes import Episode

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = BEGIN + timedelta(hours=1)
EMPTY = Episode(
    id=1,
    fingerprint="f",
    open_as="f",
    rule="r",
    webhook="w",
    customer_id=1,
    thread_id=None,
    told={},
    signals=0,
    may_act=False,
    shadow=False,
    became=None,
    draft=None,
    fired_at=None,
    recovered_at=None,
    began_at=BEGIN,
    responded_at=None,
    said_at=None,
    due_at=None,
    ended_at=None,
)
DULL = Signal("a", "evt_1", "title", "k", State.firing, occurred_at=BEGIN)
SIGNALS = st.builds(
    lambda number, state, seconds, facts: Signal(
        type="a",
        id=f"evt_{number}",
        title=f"title {number}",
        key="k",
        state=state,
        occurred_at=BEGIN + timedelta(seconds=seconds),
        facts=facts,
    ),
    st.integers(0, 10**6),
    st.sampled_from(State),
    st.integers(0, 3),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
)


def folded(signals: list[Signal]) -> Episode:
    episode = EMPTY
    for signal in signals:
        episode = with_signal(episode, signal, NOW)
    return replace(episode, signals=0)


@given(
    st.lists(SIGNALS, min_size=1, max_size=6, unique_by=lambda one: one.id).flatmap(
        lambda them: st.tuples(
            st.just(them), st.permutations(them), st.lists(st.sampled_from(them), max_size=4)
        )
    )
)
def test_any_order_and_any_duplication_say_the_same(
    told: tuple[list[Signal], list[Signal], list[Signal]],
) -> None:
    first, shuffled, again = told

    assert folded([*again, *shuffled, *again]) == folded(first)


@pytest.mark.parametrize(
    ("where", "is_about"),
    [
        ("{}", True),
        ("{facts.attempts: 2}", True),
        ('{facts.attempts: "2"}', True),
        ("{facts.attempts: [1, 3]}", False),
        ("{facts.attempts: {greater_than: 2}}", False),
        ("{facts.attempts: {at_least: 2, less_than: 3}}", True),
        ("{facts.attempts: {at_most: 1}}", False),
        ("{facts.reason: {at_least: 1}}", False),
        ("{facts.huge: {at_least: 1}}", False),  # no number that can be compared
        ("{facts.live: true}", True),
        ("{facts.live: 1}", False),
        ("{facts.none: {at_least: 0}}", False),
        ("{customer.tier: enterprise}", True),
        ("{customer.tier: growth}", False),
        ("{customer.key: acme, state: firing}", True),
    ],
)
def test_a_rule_is_about_what_passes_all_of_its_filters(where: str, is_about: bool) -> None:
    rule = f"{{on: {{source: stripe, type: [a]}}, where: {where}}}"
    text = (
        "desk: {triage: C0TRIAGE}\nwebhooks: {stripe: {secret_env: A}}\n"
        f"triggers: {{late: {rule}}}\n"
    )
    facts = {"attempts": 2, "reason": "expired_card", "live": True, "huge": 10**400}
    signal = Signal("a", "evt_1", "title", "k", State.firing, facts=facts)
    acme = Customer(1, "acme", "Acme", "enterprise", None)

    assert fits(parse(text.encode()).triggers["late"], signal, acme) is is_about
    assert not fits(parse(text.encode()).triggers["late"], replace(signal, type="b"), acme)


def test_of_very_many_facts_the_same_ones_are_kept_in_whatever_order_they_come() -> None:
    told = [
        replace(DULL, id=f"evt_{n}", facts={f"f{m:03}": m for m in range(n, 100, 2)})
        for n in (1, 0)
    ]

    assert folded(told) == folded(told[::-1])
    assert len(folded(told).told) == MOST + 2  # the title and the type


def test_what_nobody_can_name_or_show_is_left_out() -> None:
    signal = replace(
        DULL, facts={"n" * 101: 1, "n" * 100: 2}, link=f"https://x.example/{'x' * 999}"
    )

    assert set(folded([signal]).told) == {"title", "type", f"facts.{'n' * 100}"}
