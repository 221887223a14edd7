"""Checked: what a service answered decides whether we go on."""

from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.drafts import put_away, send_draft
from bot.desk.room import say
from bot.desk.signals.checking import Found, Verdict, judge
from bot.desk.signals.ending import end_now, thread_of
from bot.desk.signals.responding import respond
from bot.errors import Refused
from bot.views import signals as views
from store.deliveries import Delivery
from store.episodes import Episode
from store.transaction import Transaction


def sent(desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Go on with an episode, now that we know whether it still is so."""
    episode = tx.episodes.lock(int(delivery.payload["episode"]))
    rule = desk.config.triggers.get(episode.rule) if episode else None
    if episode is None or episode.open_as is None or rule is None or rule.check is None:
        return
    found = judge(rule.check, answer)
    if "agent" in delivery.payload:
        _send(tx, desk, episode, delivery.payload, found)
    elif found.verdict is Verdict.over:
        end_now(tx, desk, episode, found.why)
    elif episode.became is None:
        respond(tx, desk, episode, found)


def _send(
    tx: Transaction, desk: Desk, episode: Episode, asked: Mapping[str, Any], found: Found
) -> None:
    """Send a draft for the agent who pressed Send, if it still is so."""
    thread, agent = thread_of(tx, episode), tx.agents.get(int(asked["agent"]))
    if thread is None or agent is None:
        return
    place = (str(asked["channel"]), str(asked["ts"]))
    if found.verdict is Verdict.unknown:
        say(tx, desk, thread, views.unchecked(found.why))
        return
    if found.verdict is Verdict.over:
        put_away(tx, thread, place, agent.name, f"wanted to send it, but {found.why}: it is over")
        end_now(tx, desk, episode, found.why)
        return
    try:
        send_draft(tx, desk, thread.id, place[1], agent)
    except Refused as refused:
        say(tx, desk, thread, views.not_said(str(refused)))
    else:
        put_away(tx, thread, place, agent.name, "sent the draft")
