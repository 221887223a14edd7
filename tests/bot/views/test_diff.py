"""What an edit changed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.diff import difference


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It broke on Monday", "It broke on Tuesday", "It broke on ~Monday~ *Tuesday*"),
        ("It broke", "It broke again", "It broke *again*"),
        ("It never worked", "It worked", "It ~never~ worked"),
        ("one\ntwo", "one\nthree\nfour", "one\n~two~ *three*\n*four*"),
        ("see a*b", "see ~c~", "see ~a∗b~ *∼c∼*"),
        (
            "at <https://a.example|a b>",
            "at <https://c.example>",
            "at ~<https://a.example|a b>~ *<https://c.example>*",
        ),
        (
            "A b c d e f g h i j k l m n o p q r s t END",
            "A b c d e f g h i j k l m n o p q r s t end",
            "… o p q r s t ~END~ *end*",
        ),
        ("", "now it says something", "*now it says something*"),
        ("gone", "", "~gone~"),
        ("the  same", "the same", ""),
    ],
)
def test_an_edit_is_shown_word_by_word(before: str, after: str, shown: str) -> None:
    assert difference(before, after) == shown


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_every_new_word_is_there_and_every_old_one(before: str, after: str) -> None:
    shown = re.findall(r"[ab]+", difference(before, after))

    if before.split() != after.split() and "…" not in difference(before, after):
        assert not set(before.split()) - set(shown)
        assert not set(after.split()) - set(shown)


def test_two_novels_are_compared_without_delay() -> None:
    shown = difference("old " * 9_000, "new " * 9_000)

    assert shown.startswith("~old")
    assert shown.endswith("new*")
