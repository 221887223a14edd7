"""Orders: where each one is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now, utc
from playground.services.service import Declined

PAGE = 20
LARGEST_PAGE = 100

Status = Literal["processing", "shipped", "delivered", "lost"]


@dataclass(frozen=True, slots=True)
class Order:
    """One order; what is not on its way yet has no carrier."""

    number: str
    status: Status
    carrier: str | None
    tracking_url: str | None
    eta: str
    customer: str


SAMPLE: tuple[tuple[str, Status, int, str], ...] = (  # number, status, days until it is due, whose
    ("ORD-5001", "processing", 6, "cus_acme"),
    ("ORD-5002", "shipped", 2, "cus_acme"),
    ("ORD-5003", "delivered", -3, "cus_acme"),
    ("ORD-5004", "lost", -9, "cus_acme"),
    ("ORD-5005", "delivered", -30, "cus_acme"),
    ("ORD-6001", "shipped", 1, "cus_globex"),
    ("ORD-6002", "processing", 8, "cus_globex"),
    ("ORD-6003", "lost", -12, "cus_globex"),
)


class Orders:
    """The orders; their days count from the start."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._orders = self._sample()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/orders", self.list), web.get("/orders/{number}", self.find)]

    def reset(self) -> None:
        self._orders = self._sample()

    def shown(self) -> Json:
        return {"orders": [asdict(order) for order in self._orders.values()]}

    async def find(self, request: web.Request) -> web.Response:
        order = self._orders.get(request.match_info["number"].upper())
        if order is None:
            raise Declined(404, "no such order")
        return web.json_response(asdict(order))

    async def list(self, request: web.Request) -> web.Response:
        """List in the order of their numbers; `next` is the cursor of the next page, if any."""
        size = _size(request)
        cursor = request.query.get("cursor", "")
        if cursor and cursor not in self._orders:
            raise Declined(400, "no such cursor")
        customer = request.query.get("customer", "")
        after = [
            order
            for order in self._orders.values()
            if order.number > cursor and customer in ("", order.customer)
        ]
        page = [asdict(order) for order in after[:size]]
        following = page[-1]["number"] if len(after) > size else None
        return web.json_response({"orders": page, "next": following})

    def _sample(self) -> Mapping[str, Order]:
        today = utc(self._now).date()
        orders = {}
        for number, status, days, customer in SAMPLE:
            sent = status != "processing"
            url = f"https://parcels.example.com/{number}" if sent else None
            eta = (today + timedelta(days=days)).isoformat()
            carrier = "Parcels" if sent else None
            orders[number] = Order(number, status, carrier, url, eta, customer)
        return orders


def _size(request: web.Request) -> int:
    size = request.query.get("limit", str(PAGE))
    if not size.isdecimal() or not 1 <= int(size) <= LARGEST_PAGE:
        raise Declined(400, f"limit is not a number from 1 to {LARGEST_PAGE}")
    return int(size)
