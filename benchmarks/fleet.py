"""Replicas that are killed and started again, and the balancer in front of them."""

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import Mapping

import aiohttp
from aiohttp import web

from benchmarks.children import Child, start
from playground import Slack
from store.database import Store
from store.lanes import lanes
from store.transaction import Transaction

LEASE = 5  # seconds, the shortest that is allowed
BETWEEN = (2.0, 6.0)  # seconds between two kills
DOWN = 0.5  # seconds until a killed one is started again
LOOK = 0.05
ON_THE_WAY = (0.02, 0.15)  # seconds to Slack, and the same back: whoever dies then leaves doubt


class Fleet:
    """Some replicas on one database."""

    def __init__(self, slack: Slack, outages: str, database: str, store: Store, size: int) -> None:
        self._slack = slack
        self._outages = outages
        self._database = database
        self._store = store
        self._size = size
        self._alive: list[Child] = []
        self._turn = itertools.count()
        self.kills = 0
        # seconds from a kill until no lane was the dead one's
        self.took_over: list[float] = []  # by a survivor
        self.waited: list[float] = []  # while every replica was dead for some of that time

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()
        site = web.Application()
        site.router.add_post("/slack/events", self._forward)
        site.router.add_route("*", "/api/{method}", self._call)
        site.router.add_route("*", "/api/v1/{path:.+}", self._forward)
        self._runner = web.AppRunner(site, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        for _ in range(self._size):
            await self._start()
        self._slack.send_to(f"{self.url}/slack/events")

    async def close(self) -> None:
        for child in self._alive:
            await child.killed()
        await self._session.close()
        await self._runner.cleanup()

    async def kill_for(self, seconds: float) -> None:
        """Kill one after the other, at random moments."""
        end = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            while (pause := random.uniform(*BETWEEN)) < end - time.monotonic():
                await asyncio.sleep(pause)
                if self._alive:
                    group.create_task(self._kill(random.choice(self._alive)))

    async def _kill(self, victim: Child) -> None:
        self._alive.remove(victim)
        await victim.killed()
        self.kills += 1
        killed_at = time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._start_again())
            survived = True
            while await self._store.read(_held_by, victim.ready["name"]):
                survived = survived and bool(self._alive)
                await asyncio.sleep(LOOK)
            took = time.monotonic() - killed_at
            (self.took_over if survived else self.waited).append(took)

    async def _start_again(self) -> None:
        await asyncio.sleep(DOWN)
        await self._start()

    async def _start(self) -> None:
        child = await start(
            "replica",
            database=self._database,
            slack=f"{self.url}/api/",
            token=self._slack.bot_token,
            secret=self._slack.signing_secret,
            lease=LEASE,
            outages=self._outages,
        )
        self._alive.append(child)

    async def _forward(self, request: web.Request) -> web.Response:
        """Give a request to the next replica that takes it; 502 when none does."""
        body, start_at = await request.read(), next(self._turn)
        alive = list(self._alive)
        for place in range(len(alive)):
            child = alive[(start_at + place) % len(alive)]
            url = f"{child.ready['url']}{request.path_qs}"
            with contextlib.suppress(aiohttp.ClientError):
                return await self._passed(request.method, url, body, request.headers)
        return web.Response(status=502)

    async def _call(self, request: web.Request) -> web.Response:
        """Carry a call to Slack and its answer back, as slowly as the internet does."""
        url = f"{self._slack.api_url}{request.match_info['method']}"
        body, headers = await request.read(), request.headers
        await asyncio.sleep(random.uniform(*ON_THE_WAY))
        # whoever calls may die: Slack has the message all the same
        answer = await asyncio.shield(self._passed("POST", url, body, headers))
        await asyncio.sleep(random.uniform(*ON_THE_WAY))
        return answer

    async def _passed(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> web.Response:
        async with self._session.request(method, url, data=body, headers=headers) as answer:
            kind = answer.content_type
            return web.Response(status=answer.status, body=await answer.read(), content_type=kind)


def _held_by(tx: Transaction, name: str) -> bool:
    wanted = lanes.select().where(lanes.c.owner == name, lanes.c.due_at.is_not(None))
    return tx.lanes.sql(wanted).first() is not None
