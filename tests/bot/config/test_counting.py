"""`count:` of a rule: what it says by itself, and mistakes that are told at start."""

from datetime import timedelta

import pytest

from bot.config.counting import Count
from bot.config.load import parse
from bot.errors import Misconfigured

SMALLEST = """
desk: {triage: C0TRIAGE}
webhooks: {segment: {secret_env: A}}
triggers: {errors: {on: {source: segment}, count: %s}}
"""
FAILED = "errors: {facts.ok: false}"


def count_of(text: str) -> Count:
    found = parse((SMALLEST % text).encode()).triggers["errors"].count
    assert found is not None
    return found


def test_the_numbers_are_those_that_are_no_luck() -> None:
    count = count_of(f"{{{FAILED}}}")

    assert (str(count.above), str(count.calm_below)) == ("5%", "2.5%")
    assert (count.least_requests, count.least_errors) == (100, 10)
    assert (count.window, count.calm_for) == (timedelta(minutes=15), timedelta(minutes=15))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "triggers.errors.count.errors: is missing"),
        ("{errors: {}}", "errors is empty: which requests are errors?"),
        (f"{{{FAILED}, above: 5}}", "'5' is not a share; write it like 5% or 2.5%"),
        (f"{{{FAILED}, above: 100%}}", "'100%' is not a share"),
        (f"{{{FAILED}, above: 2%}}", "calm_below has to be less than above"),
        (f"{{{FAILED}, window: 90s}}", "has to be whole minutes, from 1m to 6h"),
        (f"{{{FAILED}, window: 7h}}", "has to be whole minutes, from 1m to 6h"),
        (f"{{{FAILED}, by: endpoint}}", "'endpoint' is not a fact of the signal"),
    ],
)
def test_mistakes_are_told(text: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=r"^bellhop\.yml:4: ") as told:
        count_of(text)

    assert said in str(told.value)
