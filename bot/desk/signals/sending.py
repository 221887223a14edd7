"""Sending a draft: at once, or, where its rule says so, once a service was asked."""

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.drafts import drafted, leave_draft, put_away, reword_draft, send_draft
from bot.desk.replies import Reply, reply, typed
from bot.desk.signals.checking import ask, is_checked
from bot.desk.signals.ending import end_now
from bot.desk.signals.sweeping import still_so
from bot.desk.threads import known
from bot.views.signals import SEEN_AGAIN
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
        if episode.became is not Became.drafted or rule is None:
            continue
        if not still_so(tx, desk, rule, episode):
            put_away(tx, thread, place, agent.name, f"wanted to send it, but {SEEN_AGAIN}")
            end_now(tx, desk, episode, SEEN_AGAIN)
            return
        if is_checked(rule, episode):
            ask(tx, rule, episode, {"agent": agent.id, "channel": channel, "ts": ts})
            return
    sent = send_draft(tx, desk, thread_id, ts, agent)
    put_away(tx, sent, place, agent.name, "sent the draft")


def send_reworded(
    tx: Transaction, desk: Desk, answer: Reply, agent: Agent, place: tuple[str, str]
) -> None:
    """Send what somebody made of a draft, on the same conditions."""
    thread = known(tx, answer.thread_id)
    if drafted(tx, thread).begins:
        reword_draft(tx, thread, typed(answer.text), place)
        send_if_still(tx, desk, thread.id, agent, place)
    else:
        reply(tx, desk, agent, answer)
        leave_draft(tx, desk, thread.id, By.agent(agent))
        put_away(tx, thread, place, agent.name, "sent the draft, in other words")
