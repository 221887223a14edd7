"""Drafts: what we would say first to a customer. A person sends it, unless the rule needs none."""

from bot.config.triggers import Response, Trigger
from bot.desk.desk import Desk
from bot.desk.episodes.telling import Missing, filled
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.room import say, tell_room
from bot.desk.signals.ending import by_rule
from bot.errors import Refused
from bot.views import signals as views
from store.customers import Customer
from store.episodes import Episode
from store.threads import Thread
from store.transaction import Transaction


def draft_of(rule: Trigger, episode: Episode, customer: Customer | None) -> str | None:
    """Return what would be said; None when it names what nobody told."""
    if rule.message is None or customer is None or rule.respond is not Response.reach_out:
        return None
    try:
        return filled(rule.message, episode, customer)
    except Missing:
        return None


def offer(tx: Transaction, desk: Desk, thread: Thread, episode: Episode) -> None:
    """Show the draft under the card, with what can be done with it."""
    tell_room(tx, desk, thread, f"draft:{episode.id}", draft=episode.draft or "", about=thread.id)


def reach_out(tx: Transaction, desk: Desk, thread: Thread, episode: Episode) -> None:
    """Say it at once."""
    by = by_rule(episode.rule)
    words = Reply(thread.id, episode.draft or "", f"trigger:{episode.id}")
    try:
        reply_as_bellhop(tx, desk, words, by, awaits_answer=True)
    except Refused as refused:
        say(tx, desk, thread, views.not_said(str(refused)))
