"""A program that calls the API of a running bot."""

from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from tests.door import API_TOKEN, Door


@dataclass(frozen=True)
class Answered:
    status: int
    body: Any
    headers: Any

    @property
    def error(self) -> dict[str, Any]:
        assert set(self.body) == {"error"}, self.body
        error: dict[str, Any] = self.body["error"]
        return error


@dataclass
class Client:
    """Calls, with the token unless another is given; `door` settles what follows."""

    door: Door
    session: aiohttp.ClientSession

    async def get(self, path: str, token: str | None = API_TOKEN, **query: Any) -> Answered:
        return await self.call("GET", path, token, params=query)

    async def post(
        self, path: str, body: Any = None, token: str | None = API_TOKEN, key: str | None = None
    ) -> Answered:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.call("POST", path, token, headers=headers, json=body or {})

    async def call(
        self,
        method: str,
        path: str,
        token: str | None = API_TOKEN,
        headers: dict[str, str] | None = None,
        **args: Any,
    ) -> Answered:
        allowed = {} if token is None else {"Authorization": f"Bearer {token}"}
        address = path if path.startswith("/api") else f"/api/v1{path}"
        url = URL(f"{self.door.bot.url}{address}", encoded=True)
        sent = {**allowed, **(headers or {})}
        async with self.session.request(method, url, headers=sent, **args) as response:
            return Answered(response.status, await response.json(), response.headers)
