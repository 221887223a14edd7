"""Asking Slack about many things within bounded time."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.delivery.slack import SlackApi
from bot.errors import DeliveryError, Unreachable

WITHIN = 45.0  # seconds for all questions of one kind
AT_ONCE = 4

Answer = Mapping[str, Any] | DeliveryError | None


async def ask_all(slack: SlackApi, method: str, name: str, ids: Sequence[str]) -> dict[str, Answer]:
    """Call `method` with each id as its argument `name`; None for what there was no time for."""
    answers: dict[str, Answer] = dict.fromkeys(ids)
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(id_: str) -> None:
        async with room:
            answers[id_] = await _patiently(slack, method, {name: id_})

    try:
        async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
            for id_ in answers:
                group.create_task(ask(id_))
    except TimeoutError:
        pass  # what was answered until then counts
    return answers


async def _patiently(slack: SlackApi, method: str, args: Mapping[str, Any]) -> Answer:
    while True:
        try:
            return await slack.call(method, args)
        except Unreachable as error:
            if error.retry_after is None:
                return error
            await asyncio.sleep(max(1.0, error.retry_after.total_seconds()))
        except DeliveryError as error:
            return error
