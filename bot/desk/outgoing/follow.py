"""Direct messages for those who follow a thread."""

from bot.delivery.kinds import Call
from bot.desk.desk import Desk
from bot.desk.outgoing.card import post, thread_of
from bot.desk.room import card_link
from bot.views.news import News, Told, news
from store.deliveries import Delivery
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

LOOKED_AT = 20  # messages and notes, to find what was said last


def compose(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Say what happened, to who still follows; or to whoever handed it over."""
    thread, told = thread_of(tx, delivery), News(delivery.payload["news"])
    follows = any(agent.slack_user == delivery.channel for agent in tx.followers.of(thread.id))
    if not follows and told is not News.came_back:
        return None
    customer = tx.customers.get(thread.customer_id)
    assignee = tx.agents.get(thread.assignee_id)
    drawn = news(
        Told(
            told,
            thread,
            customer.name if customer else "the customer",
            assignee.name if assignee else None,
            _last(tx, thread, told),
            card_link(desk, thread),
        )
    )
    return post(drawn, channel=delivery.channel)


def _last(tx: Transaction, thread: Thread, told: News) -> Message | None:
    if told not in (News.wrote, News.answered, News.came_back):
        return None
    wanted = {Author.agent, Author.bellhop} if told is News.answered else {Author.customer}
    said = tx.messages.last_of_thread(thread.id, LOOKED_AT)
    found = [one for one in said if one.kind is Kind.message and one.author_kind in wanted]
    return found[-1] if found else None
