"""The bell: wakes the workers of this process when there is work for them."""

import asyncio
from collections.abc import Iterable

from store.unit import Work


class Bell:
    """One event for each kind of work. A ring says only that something may be due."""

    def __init__(self) -> None:
        self._events = {work: asyncio.Event() for work in Work}

    def ring(self, works: Iterable[Work]) -> None:
        """Wake whoever drains this work; rings before they look count once."""
        for work in works:
            self._events[work].set()

    async def rung(self, work: Work) -> None:
        """Wait for the next ring, or return at once when one came since the last call."""
        event = self._events[work]
        await event.wait()
        event.clear()
