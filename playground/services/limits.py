"""Limits: how many requests a minute a customer may send, and sends."""

from dataclasses import asdict, dataclass

from aiohttp import web

from playground.errors import Json
from playground.services.service import Declined


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of one customer and the requests of the last minute."""

    tier: str
    requests_per_minute: int
    used: int

    def written(self) -> Json:
        return asdict(self) | {"throttled": self.used >= self.requests_per_minute}


LIMITS = {
    "cus_acme": Limit("standard", 60, 60),
    "cus_globex": Limit("growth", 300, 41),
    "cus_initech": Limit("free", 30, 4),
    "cus_hooli": Limit("growth", 300, 0),
}


class Limits:
    """The limits by the customer's id; nothing here changes."""

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/limits/{id}", self.find)]

    def reset(self) -> None:
        return

    def shown(self) -> Json:
        return {id_: limit.written() for id_, limit in LIMITS.items()}

    async def find(self, request: web.Request) -> web.Response:
        limit = LIMITS.get(request.match_info["id"])
        if limit is None:
            raise Declined(404, "no such customer")
        return web.json_response(limit.written())
