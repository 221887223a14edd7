"""A Statuspage: one page with components, and the incidents on it."""

from collections.abc import Iterable
from copy import deepcopy

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now, utc, written

PAGE = "kctbh9vrtdwd"
COMPONENTS = ("8kbf7d35c070", "ftgks51sfs2d", "vtnh60py4yd7")
PHASES = ("investigating", "identified", "monitoring", "resolved")


class Statuspage:
    """Whoever calls needs the key."""

    def __init__(self, key: str, now: Now) -> None:
        self._key = key
        self._now = now
        self.incidents: list[Json] = []
        self.components = dict.fromkeys(COMPONENTS, "operational")

    def routes(self) -> list[web.RouteDef]:
        at = f"/statuspage/pages/{PAGE}/incidents"
        return [
            web.get(at, self.search),
            web.post(at, self.create),
            web.get(f"{at}/unresolved", self.unresolved),
            web.patch(f"{at}/{{id}}", self.update),
            web.get(f"/statuspage/pages/{PAGE}/components", self.list_components),
        ]

    async def search(self, request: web.Request) -> web.Response:
        return self._refused(request) or web.json_response(self._newest(self.incidents))

    async def unresolved(self, request: web.Request) -> web.Response:
        found = [one for one in self.incidents if one["status"] != "resolved"]
        return self._refused(request) or web.json_response(self._newest(found))

    async def list_components(self, request: web.Request) -> web.Response:
        size, page = int(request.query.get("per_page", 100)), int(request.query.get("page", 1))
        found = [{"id": id_, "status": status} for id_, status in self.components.items()]
        shown = found[(page - 1) * size : page * size]
        return self._refused(request) or web.json_response(shown)

    async def create(self, request: web.Request) -> web.Response:
        if (wrong := self._refused(request)) is not None:
            return wrong
        asked = (await request.json())["incident"]
        if errors := self._invalid(asked, new=True):
            return web.json_response({"error": errors}, status=422)
        id_ = f"p{len(self.incidents) + 1:05}"
        incident: Json = {
            "id": id_,
            "page_id": PAGE,
            "name": asked["name"],
            "shortlink": f"https://stspg.io/{id_}",
            "metadata": {},
            "incident_updates": [],
            "components": [],
        }
        self.incidents.append(incident)
        self._apply(incident, {"status": "investigating", **asked})
        return web.json_response(self._shown(incident), status=201)

    async def update(self, request: web.Request) -> web.Response:
        if (wrong := self._refused(request)) is not None:
            return wrong
        id_ = request.match_info["id"]
        incident = next((one for one in self.incidents if one["id"] == id_), None)
        if incident is None:
            return web.json_response({"error": "Incident not found"}, status=404)
        asked = (await request.json())["incident"]
        if errors := self._invalid(asked, new=False):
            return web.json_response({"error": errors}, status=422)
        self._apply(incident, asked)
        return web.json_response(self._shown(incident))

    def _apply(self, incident: Json, asked: Json) -> None:
        at = written(utc(self._now))
        incident["status"] = asked.get("status", incident.get("status"))
        incident["metadata"] = asked.get("metadata", incident["metadata"])
        if "component_ids" in asked:
            incident["components"] = [{"id": one} for one in asked["component_ids"]]
        self.components.update(asked.get("components", {}))
        if "status" in asked or "body" in asked:
            said = {"status": incident["status"], "body": asked.get("body", ""), "created_at": at}
            incident["incident_updates"].insert(0, said)

    def _invalid(self, asked: Json, new: bool) -> list[str]:
        errors = ["Name can't be blank"] if new and not asked.get("name") else []
        if asked.get("status", PHASES[0]) not in PHASES:
            errors.append("Status is invalid")
        if len(asked.get("name", "")) > 255:
            errors.append("Name is too long (maximum is 255 characters)")
        if len(asked.get("body", "")) > 25_000:
            errors.append("Body is too long (maximum is 25000 characters)")
        named = {*asked.get("component_ids", ()), *asked.get("components", ())}
        if named - self.components.keys():
            errors.append("Component does not exist")
        if not all(isinstance(value, dict) for value in asked.get("metadata", {}).values()):
            errors.append("Metadata must be objects")
        return errors

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"OAuth {self._key}":
            return None
        return web.json_response({"error": "Could not authenticate"}, status=401)

    def _newest(self, incidents: Iterable[Json]) -> list[Json]:
        return [self._shown(one) for one in reversed([*incidents])]

    def _shown(self, incident: Json) -> Json:
        shown = deepcopy(incident)
        for component in shown["components"]:
            component["status"] = self.components[component["id"]]
        return shown
