"""Runbooks: what fits a symptom is found, and nothing else."""

from pathlib import Path

import pytest

from bot.desk.runbooks import Shelf, book_of, read_shelf
from bot.errors import Misconfigured

EXPORT = """---
keywords: [csv, timeout]
url: https://wiki.example/export
---
# Exports time out

Large exports stop after a minute.

## What helps

Ask for one month at a time. The invoice list is not affected.
"""
LOGIN = "# Login loops with SSO\n\nThe browser comes back to the login page.\n"
INVOICE = "# Invoice shows a wrong tax\n\nThe rate of the country is old.\n"
SHELF = Shelf(
    [book_of("export.md", EXPORT), book_of("sso/login.md", LOGIN), book_of("tax.md", INVOICE)]
)


@pytest.mark.parametrize(
    ("symptom", "found"),
    [
        ("Our export times out, it stops after a minute", ["export.md"]),
        ("The CSV of last month never arrives, it stops", ["export.md"]),
        ("After SSO the browser loops to the login", ["sso/login.md"]),
        ("The tax on our invoice is wrong, and so is the login", ["tax.md"]),
        ("export", []),  # one word fits too much
        ("stops after a minute", []),  # no keyword
        ("Hello, can you help us please?", []),
        ("Wo ist die Küche?", []),
        ("", []),
    ],
)
def test_the_best_comes_first_and_nothing_that_does_not_fit(symptom: str, found: list[str]) -> None:
    assert [book.name for book in SHELF.find(symptom)] == found


def test_a_file_says_what_it_is() -> None:
    book = SHELF.books[0]

    assert (book.title, book.url) == ("Exports time out", "https://wiki.example/export")
    assert book.summary == "Large exports stop after a minute."


def test_a_folder_is_read_with_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "sso").mkdir()
    (tmp_path / "sso" / "login.md").write_text(LOGIN)
    (tmp_path / "notes.txt").write_text(EXPORT)

    assert [book.name for book in read_shelf(str(tmp_path)).books] == ["sso/login.md"]
    assert read_shelf(None).books == ()


@pytest.mark.parametrize("wrong", ["---\n- a\n---\n# x", "---\na: [\n---\n# x"])
def test_a_mistake_stops_the_start(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "a.md").write_text(wrong)

    with pytest.raises(Misconfigured, match=r"a\.md"):
        read_shelf(str(tmp_path))
    with pytest.raises(Misconfigured, match="there is no folder"):
        read_shelf(str(tmp_path / "nowhere"))
