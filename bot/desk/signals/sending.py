"""Sending a draft: at once, or, where its rule says so, once a service was asked."""

from bot.desk.desk import Desk
from bot.desk.drafts import drafted, put_away, send_draft
from bot.desk.signals.checking import ask, is_checked
from bot.desk.threads import known
from store.agents import Agent
from store.episodes import Became
from store.transaction import Transaction


def send_if_still(
    tx: Transaction, desk: Desk, thread_id: int, agent: Agent, place: tuple[str, str]
) -> None:
    """Send the draft that stands in a place; Refused when it is no longer needed."""
    channel, ts = place
    thread = known(tx, thread_id)
    first = drafted(tx, thread).begins
    for episode in tx.episodes.of_thread(thread.id) if first else ():
        rule = desk.config.triggers.get(episode.rule)
        if episode.became is Became.drafted and rule is not None and is_checked(rule, episode):
            ask(tx, rule, episode, {"agent": agent.id, "channel": channel, "ts": ts})
            return
    sent = send_draft(tx, desk, thread_id, ts, agent)
    put_away(tx, sent, place, agent.name, "sent the draft")
