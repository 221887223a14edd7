"""Ending: an episode is over, and so is the thread that was only about it."""

from dataclasses import replace

from bot.desk.desk import Desk
from bot.desk.episodes.telling import value_of
from bot.desk.merged import held_end
from bot.desk.room import say
from bot.desk.threads import By, resolve
from bot.views import signals as views
from store.episodes import OWN, Episode
from store.threads import Status, Thread
from store.transaction import Transaction


def by_rule(rule: str) -> By:
    """Return a rule as the one who does something."""
    return By(f"trigger:{rule}", f"The rule {rule}")


def thread_of(tx: Transaction, episode: Episode) -> Thread | None:
    """Return the thread that an episode is in by now, and hold it."""
    if episode.thread_id is None or episode.shadow:
        return None
    return held_end(tx, tx.threads.get(episode.thread_id))


def closed(tx: Transaction, episode: Episode) -> Episode:
    """End an episode: what comes next of its kind is another one."""
    return tx.episodes.save(replace(episode, open_as=None, due_at=None, ended_at=tx.now))


def end(tx: Transaction, desk: Desk, episode: Episode) -> None:
    """End an episode that recovered; what was said to a customer is for people to finish."""
    thread = thread_of(tx, episode)
    closed(tx, episode)
    if thread is None or thread.status is Status.resolved:
        return
    say(tx, desk, thread, views.over(str(value_of(episode, "over") or "")))
    merged = thread.id != episode.thread_id
    if episode.became in OWN and not thread.has_replies and not thread.root_ts and not merged:
        resolve(tx, desk, thread.id, by_rule(episode.rule))


def end_now(tx: Transaction, desk: Desk, episode: Episode, why: str = "") -> None:
    """End an episode as if its sender had said so; `why` is what we found out."""
    told = {**episode.told, "over": [tx.now.isoformat(), "", why]}
    end(tx, desk, replace(episode, told=told, recovered_at=tx.now))
