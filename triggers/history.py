"""Reading what Slack remembers of a channel: page by page, never faster than it allows."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.delivery.gate import Gate, Queue, hold_back
from bot.delivery.limits import quota_of, quotas_of
from bot.deps import Deps
from bot.errors import Rejected, Unreachable
from store.deliveries import Urgency
from store.transaction import Transaction

Json = Mapping[str, Any]

PAGE = 200
PAGES = 50  # of one channel or Slack thread
TRIES = 5
AGAIN = timedelta(seconds=2)  # doubled with each try, where Slack does not say when


async def _sleep(time: timedelta) -> None:
    await asyncio.sleep(time.total_seconds())


@dataclass(frozen=True)
class Found:
    """What Slack has; not complete when there was more than we read."""

    messages: list[Json]
    complete: bool = True


@dataclass
class SlackHistory:
    """Slack's side of the comparison; `pause` waits."""

    deps: Deps
    pause: Callable[[timedelta], Awaitable[None]] = _sleep
    queue: Queue = field(default_factory=Queue)

    async def of_channel(self, channel: str, oldest: str) -> Found:
        """Return what stands in a channel itself, from a ts on."""
        args = {"channel": channel, "oldest": oldest, "inclusive": True}
        return await self._pages("conversations.history", args)

    async def of_thread(self, channel: str, root_ts: str, oldest: str) -> Found:
        """Return what stands in a Slack thread, from a ts on; nothing when it is gone."""
        args = {"channel": channel, "ts": root_ts, "oldest": oldest, "inclusive": True}
        try:
            return await self._pages("conversations.replies", args)
        except Rejected as error:
            if "thread_not_found" not in str(error):
                raise
            return Found([])

    async def is_shared(self, channel: str) -> bool:
        """Return whether other companies are in a channel, or about to be."""
        answer = await self._call("conversations.info", {"channel": channel})
        said: Json = answer["channel"]
        return bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared"))

    async def _pages(self, method: str, args: Json) -> Found:
        found: list[Json] = []
        cursor = ""
        for _ in range(PAGES):
            answer = await self._call(method, {**args, "limit": PAGE, "cursor": cursor or None})
            found += answer.get("messages", [])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return Found(found)
        return Found(found, complete=False)

    async def _call(self, method: str, args: Json) -> Json:
        for tried in range(TRIES):
            await self._my_turn(method)
            try:
                return await self.deps.slack.call(method, args)
            except Unreachable as error:
                if tried == TRIES - 1:
                    raise
                await self._back_off(method, error, tried)
        raise AssertionError("the last try returns or raises")

    async def _my_turn(self, method: str) -> None:
        """Wait until Slack's limits, which all workers share, let one more call through."""
        while (wait := await self.deps.store.write(self._wait, method)) is not None:
            await self.pause(wait)

    def _wait(self, tx: Transaction, method: str) -> timedelta | None:
        quotas = quotas_of(method)
        gate = Gate(tx, quotas, self.queue)
        until = gate.blocked(quotas, Urgency.routine)
        gate.close()
        return None if until is None else until - tx.now

    async def _back_off(self, method: str, error: Unreachable, tried: int) -> None:
        if error.retry_after is None:
            await self.pause(AGAIN * 2**tried)
        else:
            await self.deps.store.write(hold_back, quota_of(method), error.retry_after)
