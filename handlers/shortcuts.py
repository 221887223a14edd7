"""The shortcuts of a message: open a thread, add it to one, and why it is (not) in one."""

from typing import Any

from bot.desk.incoming import Said
from bot.desk.intake.explain import explain
from bot.desk.intake.moving import add, siblings
from bot.desk.intake.taking import open_pointed, taken
from bot.desk.room import card_link
from bot.desk.telling.whispers import Whisper, whisper
from bot.errors import Refused
from bot.views import lines, moving, why
from handlers.click import Click
from handlers.messages import is_by_bot, said
from handlers.target import chosen_target
from store.transaction import Transaction


async def open_thread(click: Click) -> None:
    """Make the message a thread, even an old one that we never got."""
    message = _pointed_at(click)

    def rule(tx: Transaction) -> None:
        open_pointed(tx, click.deps.desk, message, click.person(tx))

    await click.deps.store.write(rule)


async def add_to_thread(click: Click) -> None:
    """Ask to which thread the message belongs."""
    pointed = _pointed_at(click)

    def rule(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        message = taken(tx, click.deps.desk, pointed)
        channel = tx.channels.get(message.channel)
        others = siblings(tx, channel.customer_id if channel else None, message.thread_id)
        return moving.add_to_thread(pointed.channel, pointed.ts, message.text, others)

    await click.open(await click.deps.store.write(rule))


async def added(click: Click) -> None:
    """Put the message into the thread."""
    channel, ts = click.metadata["channel"], click.metadata["ts"]

    def rule(tx: Transaction) -> None:
        tx.channels.lock(channel)  # whoever writes there waits
        by, message = click.by(tx), tx.messages.by_ts(channel, ts)
        if message is None:
            raise Refused("That message is gone.")
        with chosen_target(click) as target:
            thread = add(tx, click.deps.desk, message, target, by)
        line = lines.added(thread, card_link(click.deps.desk, thread))
        whisper(tx, Whisper(click.user, channel, line), thread.id)

    await click.deps.store.write(rule)


async def asked_why(click: Click) -> None:
    """Say which rule decided; to ask changes nothing, so an unknown message stays unknown."""
    message = click.body["message"]

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        place, text = (str(click.channel), message["ts"]), message.get("text") or ""
        by_bot = is_by_bot(click.deps.desk, message)
        return why.why(explain(tx, click.deps.desk, *place, text, by_bot=by_bot))

    await click.open(await click.deps.store.read(query))


def _pointed_at(click: Click) -> Said:
    message = click.body["message"]
    if is_by_bot(click.deps.desk, message):
        raise Refused("A bot wrote this: only what people write becomes a thread.")
    return said(click.deps.desk, str(click.channel), message)
