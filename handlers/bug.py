"""The report for engineering: written by an agent, with what the customer fills in."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk.bugs.asking import Given, ask, keep, open_form, take
from bot.desk.bugs.fields import OF_AGENTS, OF_CUSTOMERS
from bot.desk.bugs.filing import Lacking, file
from bot.desk.bugs.known import known
from bot.desk.redaction.files import KINDS
from bot.desk.threads import known as known_thread
from bot.desk.threads import unresolved
from bot.errors import Rejected
from bot.views import bug as views
from bot.views import ids
from handlers.click import Click
from store.bug_reports import BugReports, Part
from store.transaction import Transaction

View = dict[str, Any]


async def clicked(click: Click) -> None:
    """Show what is known already."""
    await click.open(await click.deps.store.read(_drawn, click))


async def asked(click: Click) -> None:
    """Let the customer be asked; what was typed so far is kept."""
    await _redraw(click, await click.deps.store.write(_asked, click))


async def partly(click: Click) -> None:
    """Ask why it has to be filed without all of it; what was typed so far is kept."""
    await _redraw(click, await click.deps.store.write(_kept, click, partly=True))


async def submitted(click: Click) -> None:
    """File it; when something is missing the dialog says what, and stays."""
    lacking = await click.deps.store.write(_filed, click)
    if lacking:
        errors = {ids.part(part): views.lacks(part) for part in lacking}
        await click.ack(response_action="errors", errors=errors)
    else:
        await click.ack(response_action="clear")


async def opened(click: Click) -> None:
    """Show the customer what they are asked for."""

    def rule(tx: Transaction) -> View:
        thread, parts = open_form(tx, click.deps.desk, click.value, click.person(tx))
        return views.form(parts, click.value, thread.id, KINDS)

    await click.open(await click.deps.store.write(rule))


async def answered(click: Click) -> None:
    """Take what the customer filled in."""
    typed: Mapping[Part, str] = {
        part: click.typed(ids.part(part)) for part in OF_CUSTOMERS if part is not Part.when
    }
    given = Given(typed, click.picked_time(ids.part(Part.when)), click.files(ids.FILES))

    def rule(tx: Transaction) -> None:
        take(tx, click.deps.desk, click.metadata["bug"], given, click.person(tx))

    await click.deps.store.write(rule)


async def _redraw(click: Click, view: View) -> None:
    try:
        await click.update(view)
    except Rejected as error:
        if "hash_conflict" not in str(error):  # a newer one is shown already
            raise


def _asked(tx: Transaction, click: Click) -> View:
    by = click.by(tx)
    keep(tx, click.thread, _changed(click))
    ask(tx, click.deps.desk, click.thread, by)
    return _drawn(tx, click, partly=click.asked(ids.WHY))


def _kept(tx: Transaction, click: Click, *, partly: bool) -> View:
    click.agent(tx)
    keep(tx, click.thread, _changed(click))
    return _drawn(tx, click, partly=partly)


def _filed(tx: Transaction, click: Click) -> Sequence[Part]:
    """File it, or return what is missing; what was typed is kept."""
    agent = click.agent(tx)
    keep(tx, click.thread, _changed(click))
    try:
        file(tx, click.deps.desk, click.thread, agent, click.typed(ids.WHY))
    except Lacking as lacking:
        return lacking.parts
    click.show_home_again(tx)
    return ()


def _drawn(tx: Transaction, click: Click, *, partly: bool = False) -> View:
    click.agent(tx)
    thread = unresolved(known_thread(tx, click.thread))
    report = BugReports(tx).of(thread.id)
    said = known(tx, click.deps.desk, thread, report)
    return views.report(views.Reporting(thread, said, OF_AGENTS, report, partly))


def _changed(click: Click) -> dict[Part, str]:
    """Return what an agent filled in; what was filled in for them may still become better."""
    blocks = {part: ids.part(part) for part in OF_AGENTS}
    return {
        part: click.given(block) or ""
        for part, block in blocks.items()
        if click.asked(block) and click.given(block) != click.shown(block)
    }
