"""The power goes at any step of a SEV1, again and again: nothing is lost, and nothing happens twice."""

import math
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.app import Bellhop
from playground.errors import AppSilent
from tests.databases import only_sqlite
from tests.desk.incidents.grave import Grave, NotTaken, grave, surroundings
from tests.desk.incidents.seen import Seen, seen
from tests.desk.incidents.undisturbed import another_url, undisturbed
from tests.door import Door
from tests.fakes import FakeClock

__all__ = ["another_url", "surroundings", "undisturbed"]

LEASE = timedelta(seconds=31)
LONGEST_LIFE = 60  # transactions


class PowerCut(Exception):
    """Nothing more is read or written."""


class Power:
    """Goes after some transactions, before one is committed or after it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left = 0.0
        self.cuts = 0

    def feed(self, store: Any) -> None:
        """Let a store work until the power goes."""
        self._left, written = self._chance.randint(1, LONGEST_LIFE), self._chance.random() < 0.5
        write, read = store.write, store.read

        async def write_or_die(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left == 0 and written:
                await write(*args, **kwargs)
            if self._left <= 0:
                raise PowerCut
            return await write(*args, **kwargs)

        async def read_or_die(*args: Any, **kwargs: Any) -> Any:
            if self._left <= 0:
                raise PowerCut
            return await read(*args, **kwargs)

        store.write, store.read = write_or_die, read_or_die

    def stays(self) -> None:
        """Let the power go no more."""
        self._left = math.inf

    async def back(self, door: Door) -> None:
        """Start the bot again, which finds what the last one left."""
        dead, self.cuts = door.bot, self.cuts + 1
        await dead.close()
        door.bot = Bellhop(dead._settings, dead._config, door.clock)
        await door.bot.open()
        await door.bot.listen()
        door.slack.send_to(f"{door.bot.url}/slack/events")
        door.clock.advance(LEASE)
        self.feed(door.bot.store)

    async def lasts(self, desk: Grave, act: Callable[[], Awaitable[None]]) -> None:
        """Do something, again when it was not taken, and let everything that follows happen."""
        taken = False
        while True:
            try:
                if not taken:
                    await act()
                taken = True
                await desk.settle()
            except (PowerCut, NotTaken, AppSilent):
                await self.back(desk.door)
            else:
                return


async def nothing() -> None:
    """Do nothing, and let happen what is due."""


@pytest.mark.usefixtures("surroundings")
@only_sqlite
@pytest.mark.parametrize("seed", range(2))
async def test_wherever_the_power_goes_all_ends_the_same(
    database_url: str, clock: FakeClock, seed: int, undisturbed: Seen
) -> None:
    async with grave(database_url, clock) as desk:
        await desk.begin()
        power = Power(random.Random(seed))
        power.feed(desk.door.bot.store)
        for act in desk.acts.values():
            await power.lasts(desk, act)
        for _ in range(3):
            clock.advance(timedelta(minutes=31))
            await power.lasts(desk, nothing)
        power.stays()

        assert power.cuts > 3
        assert (await seen(desk)).but(undisturbed) == ""
