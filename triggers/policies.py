"""Policies that changed while we were away: at the start, threads go by bellhop.yml as it is."""

from bot.desk.desk import Desk
from bot.desk.sla_watch import follow_policies
from store.database import Store


async def take_up_policies(store: Store, desk: Desk) -> None:
    """Let every thread that is not resolved have what it is promised, some at a time."""
    after: int | None = 0
    while after is not None:
        after = await store.write(follow_policies, desk, after)
