"""Getting an event to the app: three more attempts, as Slack makes them."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from playground.errors import Json
from playground.wire import Answer, Retry, Wire

Outcome = Literal["pending", "acknowledged", "given up", "no app"]


@dataclass(slots=True, eq=False)
class Delivery:
    """One event on its way; `attempts` counts how often it was sent."""

    envelope: Json
    at: float
    attempts: int = 0
    outcome: Outcome = "pending"
    reason: str = ""
    tried: asyncio.Event = field(default_factory=asyncio.Event)  # the first attempt is over


class Deliveries:
    """Every delivery made, and those still under way."""

    def __init__(self, wire: Wire, retry_after_seconds: Sequence[float]) -> None:
        self.made: list[Delivery] = []
        self._wire = wire
        self._ladder = retry_after_seconds
        self.unheard = 0  # attempts at each event whose answer gets lost
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def send(self, envelope: Json, at: float) -> Delivery:
        """Begin to deliver; nobody has to wait for it."""
        delivery = Delivery(envelope, at)
        self.made.append(delivery)
        self._open += 1
        self._idle.clear()
        self._start(self._attempt(delivery))
        return delivery

    async def settled(self) -> None:
        """Wait until every event was acknowledged or given up."""
        await self._idle.wait()

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _attempt(self, delivery: Delivery) -> None:
        retry = Retry(delivery.attempts, delivery.reason) if delivery.attempts else None
        delivery.attempts += 1
        try:
            answer = await self._wire.send("events_api", delivery.envelope, retry)
        finally:
            delivery.tried.set()
        if delivery.attempts <= self.unheard:
            answer = Answer(ok=False, body={}, reason="http_timeout")
        delivery.reason = answer.reason
        if answer.ok:
            self._finish(delivery, "acknowledged")
        elif not self._wire.is_connected:
            self._finish(delivery, "no app")
        elif answer.retry and delivery.attempts <= len(self._ladder):
            self._again(delivery, self._ladder[delivery.attempts - 1])
        else:
            self._finish(delivery, "given up")

    def _again(self, delivery: Delivery, seconds: float) -> None:
        """A timer, not a sleeping task: a dead app leaves many of these behind."""

        def due() -> None:
            self._timers.discard(timer)
            self._start(self._attempt(delivery))

        timer = asyncio.get_running_loop().call_later(seconds, due)
        self._timers.add(timer)

    def _finish(self, delivery: Delivery, outcome: Outcome) -> None:
        delivery.outcome = outcome
        self._open -= 1
        if self._open == 0:
            self._idle.set()

    def _start(self, coro: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(coro)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def tried(deliveries: Iterable[Delivery]) -> None:
    """Wait until each was attempted once."""
    for delivery in deliveries:
        await delivery.tried.wait()
