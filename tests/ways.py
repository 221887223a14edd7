"""Ways to Slack on which couriers die, wait or lose an answer."""

import asyncio
import random
from collections.abc import Callable, Mapping
from typing import Any

from bot.delivery.courier import Courier
from bot.delivery.kinds import SLACK
from bot.delivery.slack import SlackApi
from bot.delivery.ways.slack import SlackWay
from bot.errors import Unreachable
from store.database import Store


class Mortal:
    """A way to Slack on which the courier dies, before the call or after it."""

    def __init__(self, api: SlackApi, before: bool) -> None:
        self._api = api
        self._before = before

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._before:
            raise asyncio.CancelledError
        await self._api.call(method, args)
        raise asyncio.CancelledError


class Fickle:
    """A way to Slack on which the courier may die at any call, and answers may be lost."""

    def __init__(self, api: SlackApi, chance: random.Random) -> None:
        self._api = api
        self._chance = chance

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        fate = self._chance.random()
        if fate < 0.1:
            raise asyncio.CancelledError
        answer = await self._api.call(method, args)
        if fate < 0.2:
            raise asyncio.CancelledError
        if fate < 0.3:
            raise Unreachable(f"{method}: no answer", in_doubt=True)
        return answer


class Slow:
    """A way to Slack on which a call takes until the test says so."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._calls = asyncio.Semaphore(0)
        self.answer = asyncio.Event()

    async def until(self, calls: int) -> None:
        """Wait for so many calls more."""
        async with asyncio.timeout(5):
            for _ in range(calls):
                await self._calls.acquire()

    async def call(self, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        self._calls.release()
        answer = await self._api.call(method, args)
        await self.answer.wait()
        return answer


class Unsteady:
    """A store that cannot be reached from the second write on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def write(self, rule: Callable[..., Any]) -> Any:
        self._writes += 1
        if self._writes > 1:
            raise ConnectionRefusedError
        return await self._store.write(rule)


def dying(courier: Courier, before: bool) -> Courier:
    _speak(courier, Mortal(_api(courier), before))
    return courier


def slow(courier: Courier) -> Slow:
    way = Slow(_api(courier))
    _speak(courier, way)
    return way


def fickle(courier: Courier, chance: random.Random) -> Courier:
    _speak(courier, Fickle(_api(courier), chance))
    return courier


def unsteady(courier: Courier) -> Courier:
    courier.store = Unsteady(courier.store)  # type: ignore[assignment]
    return courier


def _api(courier: Courier) -> SlackApi:
    way = courier.ways[SLACK]
    assert isinstance(way, SlackWay)
    return way.api


def _speak(courier: Courier, api: Any) -> None:
    courier.ways = {**courier.ways, SLACK: SlackWay(api)}
