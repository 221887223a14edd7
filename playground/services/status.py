"""Status: the incidents of the product, by region."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from playground.errors import Json
from playground.services.clock import Now, utc, written
from playground.services.service import Declined, posted

FIRST = 101

Phase = Literal["investigating", "identified", "monitoring", "resolved"]
Words = Annotated[str, Field(min_length=1)]


@dataclass(slots=True)
class Incident:
    """Something that is broken for everybody in a region, or was."""

    id: str
    title: str
    region: str
    component: str
    status: Phase
    page_url: str
    started_at: str


class Opening(BaseModel):
    """What is said of a new incident."""

    model_config = ConfigDict(extra="forbid")

    title: Words
    region: Words
    component: Words = "api"
    status: Phase = "investigating"


class Status:
    """The incidents by their ids, oldest first."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._incidents: dict[str, Incident] = {}
        self.reset()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/status/incidents", self.list),
            web.post("/status/incidents", self.open),
            web.get("/status/incidents/{id}", self.find),
            web.post("/status/incidents/{id}/resolve", self.resolve),
        ]

    def reset(self) -> None:
        self._incidents.clear()
        for opening, ago in _sample():
            self._add(opening, utc(self._now) - ago)

    def shown(self) -> Json:
        return {"incidents": [asdict(incident) for incident in self._incidents.values()]}

    async def list(self, request: web.Request) -> web.Response:
        region = request.query.get("region", "").casefold()
        active = request.query.get("active", "")
        if active not in ("", "true", "false"):
            raise Declined(400, "active is neither true nor false")
        found = [
            asdict(incident)
            for incident in self._incidents.values()
            if region in ("", incident.region)
            and (not active or (incident.status != "resolved") == (active == "true"))
        ]
        return web.json_response({"incidents": found})

    async def open(self, request: web.Request) -> web.Response:
        incident = self._add(await posted(request, Opening), utc(self._now))
        return web.json_response(asdict(incident), status=201)

    async def find(self, request: web.Request) -> web.Response:
        return web.json_response(asdict(self._incident(request)))

    async def resolve(self, request: web.Request) -> web.Response:
        incident = self._incident(request)
        incident.status = "resolved"
        return web.json_response(asdict(incident))

    def _incident(self, request: web.Request) -> Incident:
        incident = self._incidents.get(request.match_info["id"])
        if incident is None:
            raise Declined(404, "no such incident")
        return incident

    def _add(self, opening: Opening, at: datetime) -> Incident:
        id_ = f"inc-{FIRST + len(self._incidents)}"
        incident = Incident(
            id=id_,
            title=opening.title,
            region=opening.region.casefold(),
            component=opening.component,
            status=opening.status,
            page_url=f"https://status.example.com/incidents/{id_}",
            started_at=written(at),
        )
        self._incidents[id_] = incident
        return incident


def _sample() -> Iterator[tuple[Opening, timedelta]]:
    queues = Opening(title="Slow webhooks", region="us", component="webhooks", status="resolved")
    yield queues, timedelta(days=6)
    errors = "Elevated error rates on the API"
    yield Opening(title=errors, region="eu", status="identified"), timedelta(minutes=25)
