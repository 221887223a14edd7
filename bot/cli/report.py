"""`bellhop report`: plain numbers about a period."""

import csv
import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.figures import Figures, Report, count
from bot.cli.session import read
from bot.cli.table import show_table
from bot.cli.times import time_option
from bot.clock import SystemClock

USUAL = timedelta(days=30)
KEPT = ("met", "breached")
COLUMNS = (
    *("by", "name", "opened", "resolved", "answered", "median", "p90", "csat", "scores"),
    *KEPT,
)


class Format(StrEnum):
    """How a report is written."""

    table = "table"
    json = "json"
    csv = "csv"


def report(
    since: Annotated[datetime | None, time_option("30 days ago, if not said.", "--from")] = None,
    until: Annotated[datetime | None, time_option("Until then; if not said, now.", "--to")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
) -> None:
    """Count threads opened and resolved, first answers, promises and CSAT, by who and what.

    Times are UTC. A first answer counts for the period in which its thread was opened, and is
    measured round the clock; a promise for the one in which it was kept, or was late. What was
    dismissed as no request, or merged, is left out.
    """
    end = until or SystemClock().now()
    begin = since or end - USUAL
    if begin >= end:
        raise typer.BadParameter("--from has to be before --to.")
    figures = read(count, begin, end)
    match form:
        case Format.table:
            _show(figures, begin, end)
        case Format.json:
            lines = [dict(zip(COLUMNS, line, strict=True)) for line in _lines(figures)]
            period = {"from": begin.isoformat(), "to": end.isoformat()}
            typer.echo(json.dumps(period | {"figures": lines}, indent=2, ensure_ascii=False))
        case Format.csv:
            csv.writer(sys.stdout).writerows([COLUMNS, *_lines(figures)])


def _show(figures: Report, begin: datetime, end: datetime) -> None:
    typer.echo(f"{begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC\n")
    titles = (
        "",
        "",
        "opened",
        "resolved",
        "answered",
        "median",
        "90 % within",
        "CSAT",
        "scores",
        *KEPT,
    )
    rows = [
        (
            by if by == "all" else f"by {by}",
            name or " ",
            *_counts(f),
            f.quantile(0.5),
            f.quantile(0.9),
            f.csat,
            len(f.scores),
            f.met,
            f.breached,
        )
        for by, figures_by in figures.sections().items()
        for name, f in figures_by.items()
    ]
    show_table(titles, rows, "Nothing.")


def _lines(figures: Report) -> Iterator[tuple[object, ...]]:
    """Yield the figures for machines: times in seconds."""
    for by, by_name in figures.sections().items():
        for name, each in by_name.items():
            waits = (_seconds(each.quantile(0.5)), _seconds(each.quantile(0.9)))
            yield (
                by,
                name,
                *_counts(each),
                *waits,
                each.csat,
                len(each.scores),
                each.met,
                each.breached,
            )


def _counts(each: Figures) -> tuple[int, int, int]:
    return each.opened, each.resolved, len(each.responses)


def _seconds(wait: timedelta | None) -> int | None:
    return None if wait is None else round(wait.total_seconds())
