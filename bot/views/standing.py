"""How a workflow in shadow stands, and the question whether to take it live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.views import ids
from bot.views.blocks import Surface, context, message, rows, section
from bot.views.elements import button
from bot.views.text import escape
from bot.views.times import span
from store.standings import Aspect, Standing, Tally


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, each None while there is nothing to take a share of.

    `precision` is how many of the effects it would have had were right, at least `low` with 95 %
    confidence; `recall` is how many of the effects people had it would have had too.
    """

    agreement: float | None
    precision: float | None
    low: float | None
    recall: float | None


@dataclass(frozen=True)
class Shadow:
    """A workflow in shadow, so far."""

    name: str
    length: timedelta
    standing: Standing
    tallies: Mapping[Aspect, Tally]
    total: Tally
    figures: Mapping[Aspect, Figures]
    overall: Figures


def precision(shown: Shadow) -> str:
    """Return the figures that matter most in one line."""
    threads = f"{shown.standing.threads} threads in {span(shown.length)}"
    overall = shown.overall
    if overall.precision is None or overall.low is None:
        return f"{threads}, nothing it would have done yet"
    share = f"{overall.precision:.0%} of what it would have done was right"
    return f"{threads}: {share} (at least {overall.low:.0%})"


def suggestion(shown: Shadow, file_id: int) -> Surface:
    """Ask the leads whether to take a workflow live."""
    name = escape(shown.name)
    value = f"{shown.name}:{file_id}"
    buttons = [
        button("Take it live", ids.WORKFLOW_LIVE, value, style="primary"),
        button("Not yet", ids.WORKFLOW_NOT_YET, value),
    ]
    text = f"🌗 *Take the workflow {name} live?* {precision(shown)}"
    blocks = [section(text), section("\n".join(lines(shown))), context(NOTHING_YET), *rows(buttons)]
    return message(text, blocks)


NOTHING_YET = "It is in shadow: nothing it says was done. A lead or an admin decides."


def decided(name: str, by: str, live: bool, figures: str) -> Surface:
    """Return the answer in the place of the question."""
    text = (
        f"✅ *{escape(by)}* took the workflow *{escape(name)}* live"
        if live
        else f"🌗 *{escape(by)}* leaves the workflow *{escape(name)}* in shadow"
    )
    return message(text, [section(text), context(figures)])


def lines(shown: Shadow) -> Iterator[str]:
    """Yield a line for each aspect, and what else is to be known."""
    for aspect, tally in shown.tallies.items():
        figures = shown.figures[aspect]
        parts = [
            f"agreed in {_share(figures.agreement)} of {tally.compared}",
            _right(figures, tally),
            f"{tally.missed} missed" if tally.missed else "",
        ]
        yield f"• *{aspect.capitalize()}*: {', '.join(part for part in parts if part)}"
    if not shown.tallies:
        yield "• None of what it would have done is something people do: look at its runs."
    if shown.standing.handed_over:
        yield f"• It would have handed over to a human {shown.standing.handed_over} times."


def _right(figures: Figures, tally: Tally) -> str:
    if figures.precision is None:
        return "it would have done nothing"
    acted = tally.correct + tally.wrong
    return f"{tally.correct} of {acted} effects right (at least {_share(figures.low)})"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
