"""Which choice an answer in words names; whoever is not clear is asked again."""

import pytest

from bot.desk.choosing import chosen

YES_NO = ("Yes", "No")
PARTS = ("Import", "Import failed", "Export", "C++")


@pytest.mark.parametrize(
    ("words", "choices", "meant"),
    [
        ("Yes it works, thanks", YES_NO, "Yes"),
        ("*yes!* Thank you", YES_NO, "Yes"),
        ("Yes, no problem any more", YES_NO, "Yes"),
        ("Thanks, yes", YES_NO, "Yes"),
        ("Yes. Can you also look at the import?", YES_NO, "Yes"),
        ("No it does not work", YES_NO, "No"),
        ("Sorry no", YES_NO, "No"),
        ("no.", YES_NO, "No"),
        ("the EXPORT, since today", PARTS, "Export"),
        ("import failed again", PARTS, "Import failed"),
        ("the import", PARTS, "Import"),
        ("it is C++", PARTS, "C++"),
        ("2", PARTS, "Import failed"),
        ("It is not yet fixed", ("Fixed now", "Not yet"), "Not yet"),
        ("yes and no", YES_NO, None),
        ("No wait, yes", YES_NO, None),
        ("No idea", YES_NO, None),
        ("No errors any more", YES_NO, None),
        ("I don't know", YES_NO, None),
        ("There is no import", YES_NO, None),
        ("Yes?", YES_NO, None),
        ("yes or what?", YES_NO, None),
        ("not yes", YES_NO, None),
        ("it isn't the export", PARTS, None),
        ("import or export", PARTS, None),
        ("the exporter", PARTS, None),
        ("it broke twice, 2 times", PARTS, None),
        ("A quick question", ("A", "B"), None),
    ],
)
def test_a_choice_is_recognised_and_never_guessed(
    words: str, choices: tuple[str, ...], meant: str | None
) -> None:
    assert chosen(words, choices) == meant
