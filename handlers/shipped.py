"""`/support fixed`: what was fixed, whom it concerns, and a draft for each."""

from typing import Any

from bot.desk.promises.shipping import Shipped, affected, draft_for_all
from bot.errors import Refused
from bot.views import ids, owed, promises
from handlers.click import Click
from handlers.guard import blamed_on
from store.transaction import Transaction


async def asked(click: Click) -> None:
    """Ask what to tell everybody."""
    words = str(click.body["text"]).strip().partition(" ")[2].strip()
    await click.open(await click.deps.store.write(_drawn, click, words))


async def submitted(click: Click) -> None:
    """Put a draft into each room, and say so in the place of the dialog."""
    words, what = click.typed(ids.TEXT), click.metadata["fixed"]

    def rule(tx: Transaction) -> int:
        by = click.by(tx)
        with blamed_on(ids.TEXT):
            shipped = affected(tx, click.deps.desk, what)
            return len(draft_for_all(tx, click.deps.desk, shipped, words, by))

    count = await click.deps.store.write(rule)
    await click.ack(response_action="update", view=owed.fix_drafted(what, count))


def _drawn(tx: Transaction, click: Click, words: str) -> dict[str, Any]:
    click.agent(tx)
    if not words:
        raise Refused(
            "Say what is fixed: a label, or the address of an issue, as in /support fixed export-bug."
        )
    shipped = affected(tx, click.deps.desk, words)
    if not shipped.threads:
        raise Refused(f"No thread of the last 90 days is about {shipped.what}.")
    return owed.fix_shipped(shipped.what, _named(tx, shipped), promises.IT_IS_FIXED)


def _named(tx: Transaction, shipped: Shipped) -> list[Any]:
    names = {customer.id: customer.name for customer in tx.customers.all()}
    return [(one, names.get(one.customer_id or 0, "Unknown")) for one in shipped.threads]
