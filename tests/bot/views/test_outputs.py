"""What a step left is said in words, not as data."""

import pytest

from bot.views.outputs import in_words

USER = {"id": "usr_dave", "flagged": True, "reason": None}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"did": "label vip", "labels": ["vip"]}, "label vip"),
        (
            {"status": 200, "headers": {"Date": "today"}, "json": USER},
            "status 200, id usr_dave, flagged yes",
        ),
        ({"status": 200, "json": {"results": []}}, "status 200, results none"),
        ({"value": {"user": USER}}, "user (id usr_dave, flagged yes)"),
        ({"json": [{"n": 1}, {"n": 2}]}, "json n 1; n 2"),
        ({"value": {"digits": None}}, ""),
        ({"arm": 0}, "arm 0"),
        (
            {"failure_reason": "expired_card", "plan": "pro_plus", "eta": "2026-03-05"},
            "failure reason expired card, plan pro_plus, eta 05 Mar 2026",
        ),
        (
            {"json": {"invoices": [{"id": "in_ab", "state": "past_due"}]}},
            "invoices id in_ab, state past due",
        ),
        (None, ""),
    ],
)
def test_what_a_step_left(output: object, words: str) -> None:
    assert in_words(output) == words
