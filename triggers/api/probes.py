"""What watches the bot asks for, without a token: alive, ready, and the figures."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from triggers.api.health import Health
from triggers.api.metrics import Gauges


def mount(site: web.Application, health: Health, gauges: Gauges) -> None:
    """Add the three addresses."""

    async def ready(_request: web.Request) -> web.Response:
        found = await health.readiness()
        status = 200 if found.ready else 503
        body = found.model_dump_json()
        return web.Response(text=body, status=status, content_type="application/json")

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(
            body=await gauges.exposed(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    site.router.add_get("/healthz", _alive)
    site.router.add_get("/readyz", ready)
    site.router.add_get("/metrics", metrics)


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})
