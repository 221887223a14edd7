"""Significance: what chance alone would do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workflows.shadow.significance import (
    Share,
    differences,
    fisher,
    holm,
    needed,
    p_value,
    size,
)
from bot.workflows.shadow.standing import wilson_low

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))


def share(counts: tuple[int, int], name: str = "a") -> Share:
    return Share(name, *counts)


@given(COUNTS, COUNTS)
def test_a_p_value_is_a_probability_whichever_comes_first(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    p = p_value(share(a), share(b))

    assert 0 <= p <= 1
    assert p == pytest.approx(p_value(share(b), share(a)))


@pytest.mark.parametrize(
    ("a", "b", "p"),
    [
        ((3, 4), (1, 4), 34 / 70),  # Fisher's lady tasting tea, both sides
        ((1, 10), (11, 14), 0.0027594561852200836),
        ((0, 5), (5, 5), 2 / 252),
        ((2, 4), (2, 4), 1.0),
    ],
)
def test_the_exact_test_gives_the_known_values(
    a: tuple[int, int], b: tuple[int, int], p: float
) -> None:
    assert fisher(share(a), share(b)) == pytest.approx(p)


def test_with_many_threads_both_tests_agree() -> None:
    a, b = share((300, 1000)), share((340, 1000))

    assert p_value(a, b) == pytest.approx(0.0551, abs=0.0005)
    assert fisher(a, b) == pytest.approx(p_value(a, b), abs=0.01)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_correction_makes_nothing_surer_and_keeps_the_order(ps: list[float]) -> None:
    corrected = holm(ps)

    assert all(was <= now <= 1 for was, now in zip(ps, corrected, strict=True))
    ranked = [corrected[place] for place in sorted(range(len(ps)), key=lambda place: ps[place])]
    assert ranked == sorted(ranked)


def test_three_variants_are_three_pairs() -> None:
    found = differences([Share("a", 5, 10), Share("b", 5, 10), Share("c", 9, 10)])

    assert [(one.first.name, one.second.name) for one in found] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]
    assert not any(one.told for one in found)


def test_how_many_more_threads_it_takes() -> None:
    assert size(0.5, 0.6) == 388  # as every table says
    assert needed(Share("a", 500, 1000), Share("b", 600, 1000)) == 0
    assert needed(Share("a", 1, 1), Share("b", 0, 1)) == 2 * (size(1 / 3, 2 / 3) - 1)
    assert needed(Share("a", 5, 10), Share("b", 5, 10)) is None
    assert needed(Share("a", 0, 0), Share("b", 5, 10)) is None


@given(COUNTS)
def test_the_lower_bound_is_below_the_share(counts: tuple[int, int]) -> None:
    right, of = counts
    low = wilson_low(right, of)
    if not of:
        assert low is None
        return

    assert low is not None
    assert 0 <= low <= right / of + 1e-12


def test_the_lower_bound_of_a_perfect_score() -> None:
    assert wilson_low(20, 20) == pytest.approx(0.8389, abs=1e-4)
    assert math.isclose(wilson_low(0, 20) or 0, 0)
