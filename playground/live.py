"""What open pages are told, so that they fetch again."""

import asyncio
from typing import Any

from aiohttp import web

from playground.channels import Channel
from playground.errors import Json


class Page:
    """One open page; news of the same kind is sent once, however often it came."""

    def __init__(self, user: str) -> None:
        self.user = user
        self._news: dict[str, Json] = {}
        self._any = asyncio.Event()

    def tell(self, news: Json) -> None:
        self._news[f"{news['type']} {news.get('channel', '')}"] = news
        self._any.set()

    async def speak(self, socket: web.WebSocketResponse) -> None:
        """Send news for as long as the page is open."""
        while not socket.closed:
            await self._any.wait()
            self._any.clear()
            news, self._news = self._news, {}
            for each in news.values():
                await socket.send_json(each)


class Pages:
    """Every page somebody looks at."""

    def __init__(self) -> None:
        self._open: dict[Page, web.WebSocketResponse] = {}

    async def connect(self, request: web.Request, open_modals: list[Json]) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30, timeout=1)
        await socket.prepare(request)
        page = Page(request.query.get("as", ""))
        self._open[page] = socket
        if open_modals:
            page.tell({"type": "modal", "stack": open_modals})
        speaking = asyncio.get_running_loop().create_task(page.speak(socket))
        try:
            async for _ in socket:  # pages only listen
                pass
        finally:
            del self._open[page]
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)
        return socket

    def changed(self, channel: Channel) -> None:
        for page in self._open:
            if page.user in channel.members:
                page.tell({"type": "changed", "channel": channel.id})

    def tell(self, user: str, **news: Any) -> None:  # noqa: ANN401 (JSON)
        for page in self._open:
            if page.user == user:
                page.tell(news)

    async def close(self) -> None:
        for socket in list(self._open.values()):
            await socket.close()
