"""Replying to the customer, with a preview of what they will see."""

from typing import Any

from bot.desk.replies import Reply, reply
from bot.desk.threads import known, unresolved
from bot.errors import Rejected
from bot.views import ids, modals
from bot.views.modals import Draft
from handlers.click import Click
from handlers.guard import blamed_on
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

LOOKED_AT = 50  # messages and notes, to find the customer's last


async def clicked(click: Click) -> None:
    """Show what the customer wrote last, and ask for the answer."""
    await click.open(await click.deps.store.read(_drawn, click, None))


async def previewed(click: Click) -> None:
    """Show the answer as the customer will see it; what was typed stays."""
    view = await click.deps.store.read(_drawn, click, click.typed(ids.TEXT))
    try:
        await click.update(view)
    except Rejected as error:
        if "hash_conflict" not in str(error):  # a newer preview is shown already
            raise


async def submitted(click: Click) -> None:
    """Send it, once however often the dialog is sent."""
    answer = Reply(click.thread, click.typed(ids.TEXT), click.view["id"])

    def rule(tx: Transaction) -> None:
        agent = click.agent(tx)
        with blamed_on(ids.TEXT):  # the dialog stays open: nothing that was typed is lost
            reply(tx, click.deps.desk, agent, answer)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


def _drawn(tx: Transaction, click: Click, preview: str | None) -> dict[str, Any]:
    agent = click.agent(tx)
    thread = unresolved(known(tx, click.thread))
    customer = None if thread.customer_id is None else tx.customers.get(thread.customer_id)
    company = customer.name if customer else "the customer"
    return modals.reply(Draft(thread, agent, company, _last(tx, thread), preview or None))


def _last(tx: Transaction, thread: Thread) -> Message | None:
    said = [
        one
        for one in tx.messages.last_of_thread(thread.id, LOOKED_AT)
        if one.kind is Kind.message and one.author_kind is Author.customer and not one.deleted_at
    ]
    return said[-1] if said else None
