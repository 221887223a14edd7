"""Resolve: with one click, or where bellhop.yml wants it after saying what was the matter."""

from typing import Any

from bot.config.closing import CATEGORY, LINK
from bot.desk.closing import Said, Unsaid, close, is_asked, links_known, needed, needed_fields
from bot.desk.threads import known
from bot.views import closing as views
from bot.views import ids
from handlers.click import Click
from handlers.guard import Wrong
from store.closings import Closings
from store.threads import Status
from store.transaction import Transaction

AT = {CATEGORY: ids.CATEGORY, LINK: ids.LINKS}  # where a dialog asks for it


async def clicked(click: Click) -> None:
    """Resolve it, or ask what was the matter."""
    if not is_asked(click.deps.desk):
        await click.deps.store.write(_resolved, click)
        return
    view = await click.deps.store.read(_drawn, click)
    if view is not None:
        await click.open(view)


async def submitted(click: Click) -> None:
    """Resolve it; what is missing is said where it is asked."""
    await click.deps.store.write(_closed, click)


def _closed(tx: Transaction, click: Click) -> None:
    by = click.by(tx)
    try:
        close(tx, click.deps.desk, click.thread, _said(click), by)
    except Unsaid as unsaid:
        raise Wrong(AT.get(unsaid.what, ids.field(unsaid.what)), str(unsaid)) from unsaid
    click.show_home_again(tx)


def _said(click: Click) -> Said:
    names = [name for name in click.deps.desk.config.fields if click.asked(ids.field(name))]
    fields = {name: click.given(ids.field(name)) for name in names}
    return Said(click.chosen(ids.CATEGORY), click.typed(ids.LINKS).splitlines(), fields)


def _resolved(tx: Transaction, click: Click) -> None:
    close(tx, click.deps.desk, click.thread, Said(), click.by(tx))
    click.show_home_again(tx)


def _drawn(tx: Transaction, click: Click) -> dict[str, Any] | None:
    """Return the dialog; None when it is resolved already."""
    click.agent(tx)
    thread, desk = known(tx, click.thread), click.deps.desk
    if thread.status is Status.resolved or desk.config.closing is None:
        return None
    before = Closings(tx).of(thread.id)
    asked = views.Asked(
        thread,
        desk.config.closing.categories,
        needed(tx, desk, thread),
        before.category if before else None,
        links_known(tx, thread),
        needed_fields(tx, desk, thread),
    )
    return views.resolve(asked)
