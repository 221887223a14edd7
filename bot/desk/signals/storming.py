"""Storms: a rule concerns so many customers at once that it is about us, not about them."""

from datetime import timedelta

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.room import card_link
from bot.views import signals as views
from store.episodes import Episode
from store.threads import Status, Thread
from store.transaction import Transaction

MANY, SOON = 10, timedelta(minutes=10)  # customers, before it is about us
QUIET = timedelta(hours=1)  # between two such suggestions of one rule


def is_storm(tx: Transaction, rule: str) -> bool:
    """Whether a rule has responded for so many lately that one more is no news of a customer."""
    return tx.episodes.customers_since(rule, tx.now - SOON) >= MANY


def suggest_incident(tx: Transaction, desk: Desk, episode: Episode) -> None:
    """Ask the alert channel once whether this is an incident, and show whom it has struck."""
    if tx.episodes.last_storm(episode.rule, tx.now - QUIET) is not None:
        return
    count = tx.episodes.customers_since(episode.rule, tx.now - SOON) + 1
    threads = _threads(tx, episode.rule)
    struck = [_struck(tx, desk, thread) for thread in threads]
    latest = next((one.id for one in threads if one.status is not Status.resolved), None)
    told = views.storm(episode.rule, (count, SOON), struck, latest)
    raise_alert(tx, desk, f"trigger_storm:{episode.rule}:{tx.now.isoformat()}", told)


def _threads(tx: Transaction, rule: str) -> list[Thread]:
    """Return the threads that were opened or told because of it, the newest first."""
    open_ones = tx.episodes.open_of_rule(rule)
    lately = [one for one in open_ones if one.responded_at and one.responded_at >= tx.now - SOON]
    ids = sorted({one.thread_id for one in lately if one.thread_id and one.customer_id})
    found = (tx.threads.get(thread_id) for thread_id in ids[: -MANY - 1 : -1])
    return [thread for thread in found if thread]


def _struck(tx: Transaction, desk: Desk, thread: Thread) -> views.Struck:
    customer = tx.customers.get(thread.customer_id)
    return views.Struck(customer.name if customer else "", thread.ref, card_link(desk, thread))
