"""Somebody who may call the services of the playground."""

import aiohttp

from playground.errors import Json
from playground.services import Services

TOKEN = "let-me-in"
Answer = tuple[int, Json]


class Caller:
    """Has the token."""

    def __init__(self, services: Services, http: aiohttp.ClientSession) -> None:
        self.services, self.http = services, http
        self.headers = {"Authorization": f"Bearer {TOKEN}"}

    async def get(self, path: str, **query: str) -> Answer:
        url = self.services.url + path
        async with self.http.get(url, params=query, headers=self.headers) as got:
            return got.status, await got.json()

    async def post(self, path: str, body: object = None, key: str = "") -> Answer:
        url, headers = self.services.url + path, self.headers | {"Idempotency-Key": key}
        async with self.http.post(url, json=body, headers=headers) as got:
            return got.status, await got.json()

    async def invoice(self, customer: str, id_: str) -> Json:
        _, account = await self.get(f"/billing/customers/{customer}")
        return next(dict(invoice) for invoice in account["invoices"] if invoice["id"] == id_)
