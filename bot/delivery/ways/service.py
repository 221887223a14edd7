"""The way to the services of bellhop.yml: a question that changes nothing over there."""

import json
from collections.abc import Mapping

from bot.delivery.kinds import Call
from bot.delivery.limits import Quota
from bot.delivery.way import Answer
from bot.errors import DeliveryError
from bot.integrations.http import Http, Request
from bot.integrations.outside import Service
from store.deliveries import Delivery

SERVICE = "service"


class ServiceWay:
    """Asks services: the method of a call is the service, its only argument the path."""

    def __init__(self, http: Http, services: Mapping[str, Service]) -> None:
        self._http = http
        self._services = services

    def quotas(self, _call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Know no limits."""
        return ()

    async def send(self, call: Call, _delivery: Delivery) -> Answer:
        """Ask once. No answer is an answer too: a person waits for it, and can go on without."""
        service = self._services.get(call.method)
        if service is None:
            return {"trouble": "bellhop.yml has no such service any more"}
        url = f"{service.url}/{str(call.args['path']).lstrip('/')}"
        headers = {"Accept": "application/json", **service.headers}
        request = Request("GET", url, headers, None, service.timeout, service.private)
        try:
            response = await self._http.send(request)
        except DeliveryError as error:
            return {"trouble": str(error)}
        if not 200 <= response.status < 300:
            return {"trouble": f"it answered {response.status}"}
        try:
            return {"json": json.loads(response.body)}
        except (ValueError, RecursionError):
            return {"trouble": "its answer is no JSON"}

    async def find(self, _call: Call, _delivery: Delivery) -> None:
        """Ask again what may have been asked before: it changes nothing."""

    async def probe(self) -> None:
        """Have no credentials that are ours to look after."""
