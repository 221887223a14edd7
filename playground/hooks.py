"""Webhooks of other systems, which a person sends off from the page; what is in them is not ours."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from playground.errors import Json, NotPossible

PATIENCE = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True)
class Request:
    """A request as another system would make it, signed and all."""

    url: str
    headers: Mapping[str, str]
    body: bytes


async def nothing() -> None:
    """Wait for nothing more."""


@dataclass(frozen=True)
class Hook:
    """A button of the page; its requests are made anew each time, as signatures go stale.

    `after` is what whoever offers it does once they were sent.
    """

    group: str
    title: str
    about: str
    requests: Callable[[], Sequence[Request]]
    after: Callable[[], Awaitable[None]] = nothing


class Hooks:
    """The buttons that there are; whoever starts the playground may add to them."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        self._hooks = hooks

    def shown(self) -> list[Json]:
        return [{"group": h.group, "title": h.title, "about": h.about} for h in self._hooks]

    async def send(self, number: int) -> str:
        """Send what is behind a button, one request after the other; returns what was answered."""
        if not 0 <= number < len(self._hooks):
            raise NotPossible("There is no such button any more")
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            said = [await _sent(session, one) for one in self._hooks[number].requests()]
        await self._hooks[number].after()
        return said[-1] if said else "Done"


async def _sent(session: aiohttp.ClientSession, request: Request) -> str:
    try:
        async with session.post(request.url, data=request.body, headers=request.headers) as answer:
            said = f"{answer.status} {(await answer.text())[:200]}"
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotPossible(f"{request.url} cannot be reached: {error}") from None
    if not answer.ok:
        raise NotPossible(f"It was answered {said}")
    return said
