"""Escalate…: call people to a thread, by a path or a team."""

from typing import Any

from bot.desk.escalating import Escalation, escalate
from bot.desk.threads import known, unresolved
from bot.views import ids
from bot.views.escalate import TEAM
from bot.views.escalate import escalate as dialog
from handlers.click import Click
from handlers.guard import Wrong, blamed_on
from store.threads import Severity
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Ask whom to call, how much harm is done, and why."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        thread, desk = unresolved(known(tx, click.thread)), click.deps.desk
        return dialog(thread, list(desk.config.paths), list(desk.config.teams))

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Call them."""

    def rule(tx: Transaction) -> None:
        by, wanted = click.by(tx), _wanted(click)
        with blamed_on(ids.PATH):
            escalate(tx, click.deps.desk, click.thread, wanted, by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


def _wanted(click: Click) -> Escalation:
    chosen, why = click.chosen(ids.PATH) or ids.NONE, click.typed(ids.WHY)
    if not why:
        raise Wrong(ids.WHY, "Say why: whoever is called has to know.")
    severity = click.chosen(ids.SEVERITY)
    graded = None if severity in (None, ids.NONE) else Severity(severity)
    if chosen.startswith(TEAM):
        return Escalation(chosen.removeprefix(TEAM), why, graded)
    return Escalation(None, why, graded, path=None if chosen == ids.NONE else chosen)
