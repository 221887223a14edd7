"""Everything else about a thread: how it stands, labels, fields, whether I follow it."""

from dataclasses import replace
from typing import Any

from bot.desk.fields import asked_fields, set_field
from bot.desk.following import follow, unfollow
from bot.desk.known_issues import known_issues
from bot.desk.standing import set_status, set_team
from bot.desk.threads import known, set_labels, set_priority, set_severity
from bot.views import ids, runbooks
from bot.views.more import More, more
from bot.workflows.beginning.manual import offered
from handlers.click import Click
from handlers.guard import blamed_on
from handlers.workflow import start_chosen
from store.threads import Priority, Severity, Status
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Show what is set."""
    await click.open(await click.deps.store.read(_drawn, click))


async def submitted(click: Click) -> None:
    """Save what was changed in the dialog; what others changed meanwhile stays."""

    def rule(tx: Transaction) -> None:
        click.agent(tx)
        for save in SAVES:
            save(tx, click)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


def _drawn(tx: Transaction, click: Click) -> dict[str, Any]:
    agent, thread, desk = click.agent(tx), known(tx, click.thread), click.deps.desk
    teams = [team for team in tx.teams.all() if team.key in desk.config.teams]
    fields = asked_fields(tx, desk, thread.id)
    follows = agent in tx.followers.of(thread.id)
    labels = tx.labels.of(thread.id), tx.labels.known()
    shown = More(thread, *labels, teams, fields, follows=follows)
    found = known_issues(tx, desk, thread)
    known_already = runbooks.known(found) if found else ""
    workflows = offered(click.deps.library)
    return more(replace(shown, workflows=workflows, known_issues=known_already))


def _set_importance(tx: Transaction, click: Click) -> None:
    desk, thread, by = click.deps.desk, click.thread, click.by(tx)
    severity, priority = click.chosen(ids.SEVERITY), click.chosen(ids.PRIORITY)
    if severity is not None and {severity} != click.offered(ids.SEVERITY):
        to = None if severity == ids.NONE else Severity(severity)
        set_severity(tx, desk, thread, to, by)
    if priority is not None and {priority} != click.offered(ids.PRIORITY):
        set_priority(tx, desk, thread, Priority(priority), by)


def _set_status(tx: Transaction, click: Click) -> None:
    status = click.chosen(ids.STATUS)
    if status is not None and {status} != click.offered(ids.STATUS):
        with blamed_on(ids.STATUS):
            set_status(tx, click.deps.desk, click.thread, Status(status), click.by(tx))


def _set_team(tx: Transaction, click: Click) -> None:
    chosen = click.chosen(ids.TEAM)
    if chosen in (None, ids.NONE) or {chosen} == click.offered(ids.TEAM):
        return
    team = tx.teams.get(int(chosen or 0))
    with blamed_on(ids.TEAM):
        set_team(tx, click.deps.desk, click.thread, team.key if team else "", click.by(tx))


def _set_labels(tx: Transaction, click: Click) -> None:
    before, chosen = click.offered(ids.LABELS), set(click.chosen_many(ids.LABELS))
    fresh = set(click.typed(ids.NEW_LABELS).split(","))
    wanted = (set(tx.labels.of(click.thread)) - (before - chosen)) | (chosen - before) | fresh
    set_labels(tx, click.deps.desk, click.thread, wanted, click.by(tx))


def _set_fields(tx: Transaction, click: Click) -> None:
    for name in click.deps.desk.config.fields:
        block = ids.field(name)
        if not click.asked(block) or click.given(block) == click.shown(block):
            continue
        with blamed_on(block):
            set_field(tx, click.deps.desk, click.thread, name, click.given(block), click.by(tx))


def _follow(tx: Transaction, click: Click) -> None:
    before, after = click.offered(ids.FOLLOW), set(click.chosen_many(ids.FOLLOW))
    if before != after:
        (follow if after else unfollow)(tx, click.thread, click.agent(tx), click.by(tx))


# the workflow last: it sees what was set with it
SAVES = (
    _set_importance,
    _set_status,
    _set_team,
    _set_labels,
    _set_fields,
    _follow,
    start_chosen,
)
