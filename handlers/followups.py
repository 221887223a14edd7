"""Follow-ups of a thread: what is owed, done, changed, cancelled, and added."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.desk.by import By
from bot.desk.owing.kinds import PROMISE
from bot.desk.promises.changing import Change, Settle, cancel, change, finish, held, owe
from bot.desk.promises.listing import owed_of
from bot.desk.promises.offering import Place, keep, key_of, leave, offered, put_away, take
from bot.desk.promises.putting_off import Later, put_off
from bot.desk.reminders import Reminder, to_come
from bot.desk.replies import typed
from bot.desk.snoozing import presets
from bot.desk.threads import known, unresolved
from bot.views import ids
from bot.views import owed as views
from bot.views import promises as words
from bot.views.text import as_typed
from handlers.click import Click
from handlers.guard import blamed_on
from store.agents import Agent
from store.followups import Followup
from store.threads import Thread
from store.transaction import Transaction

View = dict[str, Any]


async def clicked(click: Click) -> None:
    """Show what is owed."""
    await click.open(await click.deps.store.read(_listed, click, click.thread))


async def done(click: Click) -> None:
    """It is done."""
    await _settle(click, finish)


async def cancelled(click: Click) -> None:
    """It is not needed any more."""
    await _settle(click, cancel)


async def put_later(click: Click) -> None:
    """It comes a little later."""
    followup_id, _, later = click.value.partition(":")

    def rule(tx: Transaction) -> Followup:
        return put_off(tx, click.deps.desk, int(followup_id), Later(later), click.by(tx))

    await _shown_again(click, rule)


async def asked_to_change(click: Click) -> None:
    """Ask what is different."""

    def query(tx: Transaction) -> View:
        click.agent(tx)
        thread, followup = held(tx, int(click.value))
        return views.change(followup, thread, _parent(click))

    await click.open(await click.deps.store.write(query))


async def changed(click: Click) -> None:
    """Save it."""
    due, text = click.picked_time(ids.UNTIL), click.given(ids.TEXT)
    said = None if text is None or text == click.shown(ids.TEXT) else as_typed(text)
    to = Change(None if due is None else datetime.fromtimestamp(due, UTC), said)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with blamed_on(ids.UNTIL):
            change(tx, click.deps.desk, click.metadata["owed"], to, by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)
    await _show_parent(click)


async def asked_to_add(click: Click) -> None:
    """Ask what has to be done later."""

    def query(tx: Transaction) -> View:
        agent, thread = click.agent(tx), unresolved(known(tx, click.thread))
        return views.add(_adding(tx, click, thread, agent), _parent(click))

    await click.open(await click.deps.store.read(query))


async def added(click: Click) -> None:
    """Add it; a promise that an offer was about takes the offer's place."""

    def rule(tx: Transaction) -> None:
        by, (block, due) = click.by(tx), _due(click)
        reminder = _reminder(click, due)
        with blamed_on(block):
            to_come(tx, due)
            _save(tx, click, reminder, by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)
    await _show_parent(click)


async def kept(click: Click) -> None:
    """Keep track of a promise that somebody wrote."""

    def rule(tx: Transaction) -> None:
        take(tx, click.deps.desk, int(click.value), _place(click), click.by(tx))

    await click.deps.store.write(rule)


async def kept_otherwise(click: Click) -> None:
    """Ask by when, and in which words."""

    def query(tx: Transaction) -> View:
        click.agent(tx)
        thread, message, found = offered(tx, click.deps.desk, int(click.value))
        begun = _adding(tx, click, unresolved(thread), tx.agents.by_slack(message.author))
        adding = replace(begun, text=found.words, due_at=found.due_at)
        channel, ts = _place(click)
        return views.add(adding, {"said": message.id, "channel": channel, "ts": ts})

    await click.open(await click.deps.store.write(query))


async def left(click: Click) -> None:
    """Leave it untracked."""

    def rule(tx: Transaction) -> None:
        leave(tx, click.deps.desk, int(click.value), _place(click), click.by(tx))

    await click.deps.store.write(rule)


def _save(tx: Transaction, click: Click, reminder: Reminder, by: By) -> None:
    if "said" in click.metadata:
        keep(tx, click.deps.desk, reminder, _place_kept(click), by)
    else:
        owe(tx, click.deps.desk, reminder, by)


def _due(click: Click) -> tuple[str, datetime]:
    """Return by when, and the input that says so; an exact time counts more than the choice."""
    exactly = click.picked_time(ids.UNTIL)
    block = ids.PRESET if exactly is None else ids.UNTIL
    return block, datetime.fromtimestamp(exactly or int(click.chosen(ids.PRESET) or 0), UTC)


def _reminder(click: Click, due: datetime) -> Reminder:
    whose, said = click.chosen(ids.ASSIGNEE), click.metadata.get("said")
    agent = None if whose in (None, ids.NONE) else int(whose or 0)
    with blamed_on(ids.TEXT):
        text = typed(click.typed(ids.TEXT))
    key = key_of(said) if said else click.view["id"]
    kind = click.chosen(ids.OWED_KIND) or PROMISE
    return Reminder(click.thread, key, due, text, (), kind, agent)


def _adding(tx: Transaction, click: Click, thread: Thread, agent: Agent | None) -> views.Adding:
    team = tx.teams.get(thread.team_id)
    times = presets(click.deps.desk, team.key if team else None, tx.now)
    return views.Adding(thread, times, tx.agents.all(), agent)


def _listed(tx: Transaction, click: Click, thread_id: int) -> View:
    click.agent(tx)
    thread = known(tx, thread_id)
    return views.of_thread(thread, owed_of(tx, click.deps.desk, thread))


async def _settle(click: Click, settle: Settle) -> None:
    def rule(tx: Transaction) -> Followup:
        return settle(tx, click.deps.desk, int(click.value), click.by(tx))

    await _shown_again(click, rule)


async def _shown_again(click: Click, rule: Callable[[Transaction], Followup]) -> None:
    """Change something that is owed, and show what it became where they look."""

    def changed_and_shown(tx: Transaction) -> Followup:
        after = rule(tx)
        if click.body["container"].get("type") == "message":
            put_away(tx, after.thread_id, _place(click), words.instead(after))
        click.show_home_again(tx)
        return after

    after = await click.deps.store.write(changed_and_shown)
    if click.view.get("type") == "modal":
        await click.update(await click.deps.store.read(_listed, click, after.thread_id))


def _parent(click: Click) -> dict[str, object]:
    """Remember the list that a dialog was opened from, to draw it anew."""
    listed = click.view.get("callback_id") == ids.OWED_MODAL
    return {"parent": click.view["id"]} if listed else {}


async def _show_parent(click: Click) -> None:
    if parent := click.metadata.get("parent"):
        view = await click.deps.store.read(_listed, click, click.thread)
        await click.deps.slack.call("views.update", {"view_id": parent, "view": view})


def _place(click: Click) -> Place:
    return str(click.channel), click.message_ts


def _place_kept(click: Click) -> Place:
    return click.metadata["channel"], click.metadata["ts"]
