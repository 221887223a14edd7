"""Speaking first: only a person, or a rule that is live and may, begins to talk with a customer."""

from bot.config.triggers import Response
from bot.desk.desk import Desk
from bot.errors import Refused
from store.episodes import Became
from store.threads import Thread
from store.transaction import Transaction


def may_begin(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Refuse what would be the first word in a thread that a signal opened, unless its rule may."""
    if thread.root_ts:
        return
    reachable(thread)
    customer = tx.customers.get(thread.customer_id)
    settings = desk.settings_of(customer)
    if settings is None or settings.do_not_contact:
        raise Refused("bellhop.yml says that we do not write to this customer by ourselves.")
    for episode in tx.episodes.of_thread(thread.id):
        rule = desk.config.triggers.get(episode.rule)
        acts = rule is not None and rule.respond is Response.act and episode.may_act
        if episode.open_as is not None and (acts or episode.became is Became.reached_out):
            return
    raise Refused(f"Nothing was said to the customer in {thread.ref} yet: a person has to begin.")


def reachable(thread: Thread) -> None:
    """Refuse words for a customer of whom we have no channel."""
    if not thread.channel:
        raise Refused(f"We have no channel in which to write to the customer of {thread.ref}.")
