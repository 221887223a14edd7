"""Workflows: the list of all, switching them, and the answer whether to take one live."""

from typing import Any

from bot.desk.threads import By
from bot.views.workflow_list import AS_FILE, workflow_list
from bot.workflows.listing import page_of
from bot.workflows.shadow.standing import Question, decide
from bot.workflows.switching import lead, turn
from handlers.click import Click
from store.transaction import Transaction
from store.workflows import Mode


async def asked(click: Click) -> None:
    """Show the first page of the list."""
    await click.open(await click.deps.store.read(_drawn, click, 0))


async def paged(click: Click) -> None:
    """Show another page."""
    await click.update(await click.deps.store.read(_drawn, click, int(click.value)))


async def switched(click: Click) -> None:
    """Switch one, here at once and in other replicas within a second, and show it."""
    name = str(click.action["block_id"]).partition(":")[2]
    mode = None if click.value == AS_FILE else Mode(click.value)
    deps = click.deps

    def rule(tx: Transaction) -> None:
        turn(tx, deps.library, name, mode, _leader(tx, click))

    await deps.store.write(rule)
    await deps.store.read(deps.library.refresh)
    await click.update(await deps.store.read(_drawn, click, int(click.metadata["page"])))


async def taken_live(click: Click) -> None:
    """Take one live that was in shadow, as suggested."""
    await _decide(click, live=True)


async def left_in_shadow(click: Click) -> None:
    """Leave it in shadow for now."""
    await _decide(click, live=False)


async def _decide(click: Click, *, live: bool) -> None:
    name, _, file_id = click.value.rpartition(":")
    question = Question(name, int(file_id), click.channel or "", click.message_ts)

    def rule(tx: Transaction) -> None:
        decide(tx, click.deps.library, question, _leader(tx, click), live=live)

    await click.deps.store.write(rule)
    await click.deps.store.read(click.deps.library.refresh)


def _leader(tx: Transaction, click: Click) -> By:
    return By.agent(lead(click.agent(tx)))


def _drawn(tx: Transaction, click: Click, page: int) -> dict[str, Any]:
    return workflow_list(page_of(tx, click.deps.library, click.agent(tx), page))
