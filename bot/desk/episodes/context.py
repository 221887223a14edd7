"""Context: what is going on at a customer is in front of whoever answers them."""

from dataclasses import replace

from bot.desk.desk import Desk
from bot.desk.episodes.saying import context_of
from bot.desk.room import say
from store.customers import Customer
from store.episodes import Became
from store.threads import Thread
from store.transaction import Transaction

WAITING = (Became.held, Became.storm)


def attach_context(tx: Transaction, desk: Desk, thread: Thread, customer: Customer | None) -> None:
    """Tell the room of a thread what other systems say; what was held for it belongs to it now."""
    if customer is None or not desk.config.triggers:
        return
    for episode in tx.episodes.open_of_customer(customer.id):
        if episode.shadow or episode.became is None or episode.is_over:
            continue
        say(tx, desk, thread, context_of(desk, episode, customer))
        if episode.became in WAITING:
            held = replace(episode, became=Became.attached, thread_id=thread.id, due_at=None)
            tx.episodes.save(replace(held, said_at=tx.now))
