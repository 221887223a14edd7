"""A message to a customer that was drafted: send it, change it, or leave it."""

from typing import Any

from bot.desk.drafts import drafted, leave_draft, put_away
from bot.desk.signals.sending import send_if_still
from bot.desk.threads import known
from bot.errors import Refused
from bot.views.signals import draft_mark
from handlers import reply
from handlers.click import Click
from store.transaction import Transaction


async def sent(click: Click) -> None:
    """Send it as it is, if it still is so."""

    def rule(tx: Transaction) -> None:
        agent = click.agent(tx)
        _still_there(tx, click)
        send_if_still(tx, click.deps.desk, click.thread, agent, _place(click))

    await click.deps.store.write(rule)


async def edited(click: Click) -> None:
    """Change it in the dialog of an answer, and send it from there."""
    await click.open(await click.deps.store.read(_drawn, click), draft=_place(click))


async def dismissed(click: Click) -> None:
    """Leave it; when nothing was said yet, the thread was no request."""

    def rule(tx: Transaction) -> None:
        agent, by = click.agent(tx), click.by(tx)
        _still_there(tx, click)
        thread = leave_draft(tx, click.deps.desk, click.thread, by)
        put_away(tx, thread, _place(click), agent.name, "dismissed the draft")

    await click.deps.store.write(rule)


def _still_there(tx: Transaction, click: Click) -> None:
    """Refuse a click under words that other ones have taken the place of."""
    words = drafted(tx, known(tx, click.thread)).words
    if not str(click.action.get("block_id")).startswith(draft_mark(words)):
        raise Refused("This draft is an old one: the newest is further down.")


def _drawn(tx: Transaction, click: Click) -> dict[str, Any]:
    click.agent(tx)
    draft = drafted(tx, known(tx, click.thread))
    return reply.drawn(tx, click, reply.Filled(words=draft.words))


def _place(click: Click) -> tuple[str, str]:
    return str(click.channel), click.message_ts
