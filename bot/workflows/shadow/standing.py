"""Standing: how right a workflow in shadow is, and when to suggest that it goes live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.threads import By
from bot.errors import Refused
from bot.views.standing import Figures, Shadow, decided, precision, suggestion
from bot.workflows.library import Library
from bot.workflows.switching import turn
from store.run_history import RunHistory
from store.runs import Run, RunMode, RunState
from store.standings import Aspect, Standing, Standings, Tally
from store.transaction import Transaction
from store.workflows import Mode, Switch, WorkflowFile

LONG_ENOUGH = timedelta(days=14)
ENOUGH, LEAST = 100, 20  # threads
Z = 1.959964  # of 95 %


def count(
    tx: Transaction, desk: Desk, library: Library, run: Run, tallies: Mapping[Aspect, Tally]
) -> None:
    """Count a run that was compared; when there is enough to go by, ask whether to go live."""
    first = not RunHistory(tx).compared_before(run.thread_id or 0, run.file_id)
    handed_over = int(run.state is RunState.handed_over)
    store = Standings(tx)
    standing = store.count(Standing(run.file_id, 1, int(first), handed_over))
    store.add_up(run.file_id, tallies)
    if run.mode is RunMode.shadow and standing.threads >= LEAST:
        _suggest(tx, desk, library, run, standing)


def shadow(tx: Transaction, library: Library, name: str) -> Shadow:
    """Return how the version of a workflow that is in use stands; LookupError without one."""
    file_id = library.file_id(name)
    file, switch = tx.workflows.file(file_id), tx.workflows.switch(name)
    since = tx.now if file is None else _since(file, switch)
    store = Standings(tx)
    tallies = store.tallies(file_id)
    total = sum(tallies.values(), Tally())
    figures = {aspect: figures_of(tally) for aspect, tally in tallies.items()}
    standing = store.of(file_id)
    overall = figures_of(total)
    return Shadow(name, tx.now - since, standing, tallies, total, figures, overall)


def figures_of(tally: Tally) -> Figures:
    """Return the shares of a tally."""
    acted, people_acted = tally.correct + tally.wrong, tally.correct + tally.missed
    return Figures(
        agreement=_share(tally.agreed, tally.compared),
        precision=_share(tally.correct, acted),
        low=wilson_low(tally.correct, acted),
        recall=_share(tally.correct, people_acted),
    )


def wilson_low(right: int, of: int) -> float | None:
    """Return what a share is at least, with 95 % confidence (Wilson's interval)."""
    if not of:
        return None
    share, z2 = right / of, Z * Z
    middle = share + z2 / (2 * of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z2 / of))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _since(file: WorkflowFile, switch: Switch | None) -> datetime:
    """Return since when this version is in shadow: when it came, or was switched to it."""
    turned = switch.changed_at if switch and switch.mode is Mode.shadow else None
    return max(file.first_seen_at, turned) if turned else file.first_seen_at


def _suggest(tx: Transaction, desk: Desk, library: Library, run: Run, standing: Standing) -> None:
    entry = library.in_use.named(run.workflow)
    if entry is None or entry.mode is not Mode.shadow or entry.file_id != run.file_id:
        return
    file, switch = tx.workflows.file(run.file_id), tx.workflows.switch(run.workflow)
    if file is None or switch is None:
        return
    asked = switch.suggested_at is not None and switch.suggested_at >= file.first_seen_at
    long_enough = tx.now - _since(file, switch) >= LONG_ENOUGH
    if asked or not (long_enough or standing.threads >= ENOUGH):
        return
    tx.workflows.suggested(run.workflow)
    key = f"workflow_live:{run.file_id}"
    raise_alert(tx, desk, key, suggestion(shadow(tx, library, run.workflow), run.file_id))


@dataclass(frozen=True)
class Question:
    """The question whether to take a version of a workflow live, as it stands in a channel."""

    name: str
    file_id: int
    channel: str
    ts: str


def decide(tx: Transaction, library: Library, question: Question, by: By, *, live: bool) -> None:
    """Take it live, or leave it in shadow; everyone sees who said so."""
    name = question.name
    switch = tx.workflows.switch(name)
    workflow = next((one for one in library.workflows if one.name == name), None)
    if workflow is None or library.file_id(name) != question.file_id:
        raise Refused(f"{name} was changed since: these figures are of an older version.")
    if ((switch.mode if switch else None) or workflow.mode) is not Mode.shadow:
        raise Refused(f"{name} is not in shadow any more: see /support workflows.")
    figures = precision(shadow(tx, library, name))
    if live:
        turn(tx, library, name, Mode.live, by)
    else:
        tx.timeline.append("workflow.left_in_shadow", by.actor, None, None, [name, figures])
    answer = decided(name, by.name, live, figures)
    payload = {"ts": question.ts, "text": answer.text, "blocks": answer.blocks}
    lane = channel_lane(question.channel)
    to_team(tx, Post(f"decided:{uuid4().hex}", "decided", lane, question.channel, payload=payload))
