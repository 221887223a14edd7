"""Everything else about a thread: severity, priority and labels."""

from typing import Any

from bot.desk.threads import known, set_labels, set_priority, set_severity
from bot.views import ids, modals
from handlers.click import Click
from store.threads import Priority, Severity
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Show what is set."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        thread = known(tx, click.thread)
        return modals.more(thread, tx.labels.of(thread.id), tx.labels.known())

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Save what was changed in the dialog; what others changed meanwhile stays."""

    def rule(tx: Transaction) -> None:
        click.agent(tx)
        _set_importance(tx, click)
        _set_labels(tx, click)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


def _set_importance(tx: Transaction, click: Click) -> None:
    desk, thread, by = click.deps.desk, click.thread, click.by(tx)
    severity, priority = click.chosen(ids.SEVERITY), click.chosen(ids.PRIORITY)
    if severity is not None and {severity} != click.offered(ids.SEVERITY):
        to = None if severity == ids.NONE else Severity(severity)
        set_severity(tx, desk, thread, to, by)
    if priority is not None and {priority} != click.offered(ids.PRIORITY):
        set_priority(tx, desk, thread, Priority(priority), by)


def _set_labels(tx: Transaction, click: Click) -> None:
    before, chosen = click.offered(ids.LABELS), set(click.chosen_many(ids.LABELS))
    fresh = set(click.typed(ids.NEW_LABELS).split(","))
    wanted = (set(tx.labels.of(click.thread)) - (before - chosen)) | (chosen - before) | fresh
    set_labels(tx, click.deps.desk, click.thread, wanted, click.by(tx))
