"""Plain text for a terminal: aligned columns, and one fact a line."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import typer

from bot.views.times import span

LONGEST = 60  # characters of a cell
NOTHING = "-"
_COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def show_table(titles: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print rows under their titles, or say that there are none."""
    cells = [[cell(value) for value in row] for row in rows]
    if not cells:
        typer.echo(empty)
        return
    lines = [list(titles), *cells]
    widths = [max(len(line[n]) for line in lines) for n in range(len(titles))]
    for line in lines:
        columns = zip(line, widths, strict=True)
        typer.echo("  ".join(text.ljust(width) for text, width in columns).rstrip())


def show_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Print names and values; what is not set is left out."""
    known = [(name, cell(value, None)) for name, value in facts if value not in (None, "")]
    width = max(len(name) for name, _ in known)
    for name, text in known:
        typer.echo(f"{name.ljust(width)}  {text}")


def cell(value: object, longest: int | None = LONGEST) -> str:
    """Return a value on one line, in the words of people."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, timedelta):
        return span(value) if value >= timedelta(minutes=1) else f"{value.seconds} s"
    text = harmless(" ".join(str(value).split()))
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"


def harmless(text: str) -> str:
    """Return text without what would command the terminal: strangers wrote some of it."""
    return _COMMANDING.sub("\ufffd", text)
