"""The shortcut of a note: send it to the issue that its thread is about."""

from bot.desk.tracking.telling import tell_engineering
from handlers.click import Click
from store.transaction import Transaction


async def commented(click: Click) -> None:
    """Send the note as a comment."""
    ts = str(click.body["message"]["ts"])

    def rule(tx: Transaction) -> None:
        agent, note = click.agent(tx), tx.messages.by_ts(str(click.channel), ts)
        tell_engineering(tx, click.deps.desk, note, agent)

    await click.deps.store.write(rule)
