"""Replying to the customer, with a preview of what they will see."""

from dataclasses import dataclass, replace
from typing import Any

from bot.desk.replies import Reply, reply
from bot.desk.signals.sending import send_reworded
from bot.desk.threads import known, unresolved
from bot.errors import Rejected
from bot.views import modals
from bot.views.modals import Draft
from handlers.click import Click
from handlers.guard import blamed_on
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

LOOKED_AT = 50  # messages and notes, to find the customer's last


async def clicked(click: Click) -> None:
    """Show what the customer wrote last, and ask for the answer."""
    await click.open(await click.deps.store.read(drawn, click, Filled()))


async def previewed(click: Click) -> None:
    """Show the answer as the customer will see it; what was typed stays."""
    filled = replace(_filled(click), preview=click.typed(_block(click)) or None)
    await _update(click, filled)


async def picked(click: Click) -> None:
    """Start from an answer that is ready: it goes after what was typed, or in the last one's place."""
    before, canned = _filled(click), click.deps.desk.config.canned
    typed = click.typed(_block(click))
    own = "" if typed == canned.get(before.picked or "", "").strip() else typed
    words = "\n\n".join(part for part in (own, canned.get(click.value, "")) if part)
    await _update(click, Filled(click.value, words, before.filling + 1))


async def submitted(click: Click) -> None:
    """Send it, once however often the dialog is sent."""
    block = _block(click)
    answer = Reply(click.thread, click.typed(block), click.view["id"])

    def rule(tx: Transaction) -> None:
        agent = click.agent(tx)
        with blamed_on(block):  # the dialog stays open: nothing that was typed is lost
            if (draft := click.metadata.get("draft")) is not None:
                send_reworded(tx, click.deps.desk, answer, agent, (draft[0], draft[1]))
            else:
                reply(tx, click.deps.desk, agent, answer)
        click.show_home_again(tx)

    await click.deps.store.write(rule)


@dataclass(frozen=True)
class Filled:
    """What the dialog was filled with: by which canned answer, in which words, how often."""

    picked: str | None = None
    words: str = ""
    filling: int = 0
    preview: str | None = None


def _filled(click: Click) -> Filled:
    kept = click.metadata
    return Filled(kept.get("picked"), filling=kept.get("filling", 0))


def _block(click: Click) -> str:
    return modals.text_block(_filled(click).filling)


async def _update(click: Click, filled: Filled) -> None:
    view = await click.deps.store.read(drawn, click, filled)
    try:
        await click.update(view)
    except Rejected as error:
        if "hash_conflict" not in str(error):  # a newer one is shown already
            raise


def drawn(tx: Transaction, click: Click, filled: Filled) -> dict[str, Any]:
    """Return the dialog, filled like this; Refused when the thread is done."""
    agent = click.agent(tx)
    thread = unresolved(known(tx, click.thread))
    customer = tx.customers.get(thread.customer_id)
    company = customer.name if customer else "the customer"
    draft = Draft(
        thread, agent, company, _last(tx, thread), canned=list(click.deps.desk.config.canned)
    )
    return modals.reply(replace(draft, **vars(filled)))


def _last(tx: Transaction, thread: Thread) -> Message | None:
    said = [
        one
        for one in tx.messages.last_of_thread(thread.id, LOOKED_AT)
        if one.kind is Kind.message and one.author_kind is Author.customer and not one.deleted_at
    ]
    return said[-1] if said else None
