"""What workflows did about a thread: its history, page by page, and each run with its steps."""

from typing import Any

from bot.desk.threads import known
from bot.errors import Refused
from bot.views import runs as views
from bot.workflows.beginning.explaining import NEWEST, history
from handlers.click import Click
from store.transaction import Transaction


async def asked(click: Click) -> None:
    """Show the newest page."""
    await click.open(await click.deps.store.read(_page, click, (NEWEST, NEWEST)))


async def older(click: Click) -> None:
    """Show the page after this one."""
    await click.update(await click.deps.store.read(_page, click, _two(click)))


async def opened(click: Click) -> None:
    """Show one run."""
    await click.open(await click.deps.store.read(_run, click, *_two(click)))


async def went_on(click: Click) -> None:
    """Show later steps of a run."""
    await click.update(await click.deps.store.read(_run, click, *_two(click)))


def _two(click: Click) -> tuple[int, int]:
    first, _, second = click.value.partition(":")
    return int(first), int(second)


def _page(tx: Transaction, click: Click, before: tuple[int, int]) -> dict[str, Any]:
    click.agent(tx)
    thread, deps = known(tx, click.thread), click.deps
    return views.history(history(tx, deps.desk, deps.library, thread, before))


def _run(tx: Transaction, click: Click, run_id: int, start: int) -> dict[str, Any]:
    click.agent(tx)
    run = tx.runs.get(run_id)
    if run is None:
        raise Refused("That run is so old that it was forgotten.")
    return views.one_run(run, tx.run_steps.of(run.id), start)
