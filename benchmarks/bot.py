"""A process: the bot itself, all of it, as `serve` runs it."""

import asyncio
import gc

from benchmarks import desk
from benchmarks.children import asked, say
from bot.app import Bellhop


async def serve(database: str, slack: str, profile: str) -> None:
    """Serve until we are killed."""
    bot = Bellhop(desk.settings(database, slack), desk.config(profile))
    await bot.open()
    await bot.listen()
    bot.work()
    gc.collect()
    gc.freeze()
    say({"url": f"{bot.url}/slack/events"})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
