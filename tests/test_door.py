"""The door that the tests go through: it leaves nothing behind."""

import gc
import weakref

from tests.door import ACME, opened
from tests.fakes import FakeClock


async def test_a_bot_that_was_closed_is_gone(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock) as door:
        await door.asks("carol", "The export is broken", ACME)
        bot = weakref.ref(door.bot)
    del door

    gc.collect()

    assert bot() is None
