"""Running a workflow on a thread: the shortcut of a message, and its dialog."""

from typing import Any

from bot.errors import Refused
from bot.views import ids
from bot.views.run_workflow import choose
from bot.workflows.beginning.manual import Start, offered, start
from handlers.click import Click
from handlers.guard import blamed_on
from store.transaction import Transaction


async def asked(click: Click) -> None:
    """Ask which workflow, for the thread that the message is in or whose card it is."""
    await click.open(await click.deps.store.read(_drawn, click))


async def chosen(click: Click) -> None:
    """Begin it."""
    await click.deps.store.write(start_chosen, click)


def start_chosen(tx: Transaction, click: Click) -> None:
    """Begin the workflow that was chosen in a dialog, if one was; twice sent is once."""
    name, by = click.chosen(ids.WORKFLOW), click.by(tx)
    if name is None:
        return
    with blamed_on(ids.WORKFLOW):
        wanted = Start(click.thread, name, click.view["id"])
        start(tx, click.deps.desk, click.deps.library, wanted, by)


def _drawn(tx: Transaction, click: Click) -> dict[str, Any]:
    click.agent(tx)
    channel, ts = str(click.channel), click.body["message"]["ts"]
    card, said = tx.threads.by_card(channel, ts), tx.messages.by_ts(channel, ts)
    thread_id = card.id if card else said.thread_id if said else None
    thread = tx.threads.get(thread_id)
    if thread is None:
        raise Refused("This message is in no thread: open one first.")
    workflows = offered(click.deps.library)
    if not workflows:
        raise Refused("There is no workflow that people can start: it needs `on: manual`.")
    return choose(thread, workflows)
