"""Snoozing a thread: until a time of the list, or any time at all."""

from datetime import UTC, datetime
from typing import Any

from bot.desk.snoozing import presets
from bot.desk.threads import known, snooze, unresolved
from bot.views import ids, modals
from handlers.click import Click
from handlers.guard import Wrong
from store.transaction import Transaction


async def clicked(click: Click) -> None:
    """Ask until when."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        thread = unresolved(known(tx, click.thread))
        team = tx.teams.get(thread.team_id)
        offered = presets(click.deps.desk, team.key if team else None, tx.now)
        return modals.snooze(thread, offered)

    await click.open(await click.deps.store.read(query))


async def submitted(click: Click) -> None:
    """Let it sleep; an exact time counts more than the choice."""
    exactly = click.picked_time(ids.UNTIL)
    block = ids.PRESET if exactly is None else ids.UNTIL
    until = datetime.fromtimestamp(exactly or int(click.chosen(ids.PRESET) or 0), UTC)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        if until <= tx.now:
            raise Wrong(block, "That time has passed: choose one in the future.")
        snooze(tx, click.deps.desk, click.thread, until, by)
        click.show_home_again(tx)

    await click.deps.store.write(rule)
