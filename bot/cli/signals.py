"""Being told to stop: by Ctrl-C, or by whoever supervises us."""

import asyncio
import signal


async def told_to_stop() -> None:
    """Wait for SIGINT or SIGTERM; a second one ends the process at once."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, stopping.set)
    await stopping.wait()
    for each in signals:
        loop.remove_signal_handler(each)
