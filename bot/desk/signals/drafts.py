"""Drafts: what we would say first to a customer. A person sends it, unless the rule needs none."""

from bot.config.triggers import Response, Trigger
from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.desk import Desk
from bot.desk.episodes.telling import Missing, filled
from bot.desk.replies import Reply, reply, reply_as_bellhop
from bot.desk.room import say, tell_room
from bot.desk.signals.ending import by_rule
from bot.desk.threads import known
from bot.errors import Refused
from bot.views import signals as views
from store.agents import Agent
from store.customers import Customer
from store.episodes import Became, Episode
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


def send_draft(tx: Transaction, desk: Desk, thread_id: int, agent: Agent) -> Thread:
    """Send the draft of a thread as the agent; Refused when somebody wrote already."""
    thread = known(tx, thread_id)
    episode = drafted(tx, thread)
    if not episode.draft:
        raise Refused("The draft names something that nobody told: use Edit…")
    return reply(tx, desk, agent, Reply(thread.id, episode.draft, f"draft:{episode.id}"))


def drafted(tx: Transaction, thread: Thread) -> Episode:
    """Return the episode whose draft waits; Refused when it is no longer needed."""
    found = [one for one in tx.episodes.of_thread(thread.id) if one.became is Became.drafted]
    if not found or found[-1].open_as is None:
        raise Refused(f"It is over: {thread.ref} has no draft any more.")
    if thread.has_replies or thread.root_ts:
        raise Refused(f"Somebody has already written to the customer in {thread.ref}.")
    return found[-1]


def put_away(tx: Transaction, thread: Thread, place: tuple[str, str], by: str, words: str) -> None:
    """Put what became of a draft in the place of its buttons."""
    channel, ts = place
    drawn = views.draft_settled(by, words)
    payload = {"text": drawn.text, "blocks": drawn.blocks, "ts": ts}
    name, lane = f"draft_settled:{channel}:{ts}", channel_lane(channel)
    to_team(tx, Post(name, "decided", lane, channel, thread.id, payload))
