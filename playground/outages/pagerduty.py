"""A PagerDuty: Events v2 and incidents of one service, each with people who answer them."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now, utc, written

USER = "bellhop@example.com"
SERVICE = "PSUPPORT"
LARGEST = 512 * 1024  # bytes of an event
ON_CALL = "olga@example.com"

Changed = Callable[[str, "Incident", str | None], None]  # what happened, to which, and by whom


@dataclass(slots=True)
class Incident:
    """Somebody's phone rings until it is acknowledged."""

    id: str
    key: str
    title: str
    created_at: str
    status: str = "triggered"
    urgency: str = "high"
    by: str | None = None
    assigned: str = "Olga"

    @property
    def is_open(self) -> bool:
        return self.status != "resolved"

    def written(self) -> Json:
        return {
            "id": self.id,
            "type": "incident",
            "summary": self.title,
            "title": self.title,
            "incident_key": self.key,
            "status": self.status,
            "urgency": self.urgency,
            "created_at": self.created_at,
            "html_url": f"https://example.pagerduty.com/incidents/{self.id}",
            "assignees": [{"id": "PUSER2", "type": "user_reference", "summary": self.assigned}],
            "last_status_change_by": {
                "type": "user_reference" if self.by else "service_reference",
                "summary": self.by or "Support",
            },
            "service": {"id": SERVICE, "type": "service_reference", "summary": "Support"},
        }


class PagerDuty:
    """`refuses`: it wants no incidents of our user; events of a wrong key are refused as well.

    `schedules` are the ids of those that there are, None: any. `resolves_first`: somebody is faster than whoever changes an incident.
    """

    def __init__(self, token: str, routing_key: str, now: Now) -> None:
        self._token = token
        self.routing_key = routing_key
        self._now = now
        self.incidents: list[Incident] = []
        self.refuses = self.resolves_first = False
        self.service, self.user = SERVICE, USER
        self.schedules: set[str] | None = None
        self.changed: Changed = lambda _what, _incident, _who: None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/pagerduty/v2/enqueue", self.enqueue),
            web.get("/pagerduty/incidents", self.search),
            web.post("/pagerduty/incidents", self.create),
            web.put("/pagerduty/incidents/{id}", self.update),
            web.get("/pagerduty/oncalls", self.on_calls),
            web.get("/pagerduty/services/{id}", self.services),
            web.get("/pagerduty/users", self.users),
        ]

    def answers(self, key: str, status: str, who: str | None) -> None:
        """Let somebody acknowledge or resolve an incident, or take their answer back."""
        incident = next(one for one in self.incidents if one.key == key and one.is_open)
        self._become(incident, status, who)

    def hands_on(self, key: str, whom: str, who: str) -> None:
        """Let somebody give an incident to somebody else."""
        incident = next(one for one in self.incidents if one.key == key and one.is_open)
        incident.assigned = whom
        self.changed("reassigned", incident, who)

    async def enqueue(self, request: web.Request) -> web.Response:
        if len(await request.read()) > LARGEST:
            return web.Response(status=413)
        event = await request.json()
        if event["routing_key"] != self.routing_key:
            return _invalid("Invalid routing key")
        key, action = event.get("dedup_key"), event["event_action"]
        found = self._open(key)
        if action == "trigger":
            if missing := {"summary", "source", "severity"} - event.get("payload", {}).keys():
                return _invalid(f"'payload.{min(missing)}' is missing or blank")
            if len(event["payload"]["summary"]) > 1024:
                return _invalid("'payload.summary' is too long")
            if found is None:
                self._add(str(key), event["payload"]["summary"], "high")
        elif found is not None:
            self._become(found, {"acknowledge": "acknowledged"}.get(action, "resolved"), None)
        answer = {"status": "success", "message": "Event processed", "dedup_key": key}
        return web.json_response(answer, status=202)

    async def search(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=False)) is not None:
            return wrong
        key, statuses = request.query.get("incident_key"), request.query.getall("statuses[]", [])
        found = [
            one.written()
            for one in self.incidents
            if key in (None, one.key) and (not statuses or one.status in statuses)
        ]
        return web.json_response({"incidents": found, "limit": 25, "offset": 0, "more": False})

    async def create(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=True)) is not None:
            return wrong
        asked = (await request.json())["incident"]
        if asked["service"]["id"] != self.service:
            return _error(400, "Invalid Input Provided", "Service is invalid")
        key = asked.get("incident_key") or f"key-{len(self.incidents)}"
        if self._open(key) is not None:
            text = "Open incident with matching dedup key already exists on this service"
            return _error(400, "Invalid Input Provided", text)
        incident = self._add(key, asked["title"], asked.get("urgency", "high"))
        return web.json_response({"incident": incident.written()}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=True)) is not None:
            return wrong
        asked = (await request.json())["incident"]
        id_ = request.match_info["id"]
        incident = next((one for one in self.incidents if one.id == id_), None)
        if incident is None:
            return _error(404, "Not Found")
        if self.resolves_first:
            self._become(incident, "resolved", "Olga")
        if not incident.is_open and asked["status"] == "acknowledged":
            return _error(400, "Invalid Input Provided", "Incident Already Resolved")
        self._become(incident, asked["status"], "Bellhop")
        return web.json_response({"incident": incident.written()})

    async def services(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=False)) is not None:
            return wrong
        if request.match_info["id"] != self.service:
            return _error(404, "Not Found")
        service = {"id": self.service, "type": "service", "status": "active"}
        return web.json_response({"service": service})

    async def users(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=False)) is not None:
            return wrong
        found = [{"id": "PUBOT", "email": self.user}] if request.query["query"] in self.user else []
        return web.json_response({"users": found})

    async def on_calls(self, request: web.Request) -> web.Response:
        if (wrong := self._wrong(request, writes=False)) is not None:
            return wrong
        asked = request.query.getall("schedule_ids[]", [])
        if self.schedules is not None and self.schedules.isdisjoint(asked):
            return web.json_response({"oncalls": []})
        user = {"id": "PUOLGA", "type": "user", "summary": "Olga Orlova", "email": ON_CALL}
        return web.json_response({"oncalls": [{"user": user, "escalation_level": 1}]})

    def _wrong(self, request: web.Request, writes: bool) -> web.Response | None:
        if request.headers.get("Authorization") != f"Token token={self._token}":
            return _error(401, "Unauthorized")
        if writes and (self.refuses or request.headers.get("From") != self.user):
            return _error(403, "Access Denied", "Requester User Not Found")
        return None

    def _open(self, key: str | None) -> Incident | None:
        return next((one for one in self.incidents if one.key == key and one.is_open), None)

    def _add(self, key: str, title: str, urgency: str) -> Incident:
        id_ = f"Q{len(self.incidents) + 1:05}"
        incident = Incident(id_, key, title, written(utc(self._now)), urgency=urgency)
        self.incidents.append(incident)
        self.changed("triggered", incident, None)
        return incident

    def _become(self, incident: Incident, status: str, who: str | None) -> None:
        incident.by = who
        incident.status = "triggered" if status == "unacknowledged" else status
        self.changed(status, incident, who)


def _invalid(error: str) -> web.Response:
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": [error]}
    return web.json_response(said, status=400)


def _error(status: int, message: str, *errors: str) -> web.Response:
    said = {"message": message, "errors": list(errors), "code": 2001}
    return web.json_response({"error": said}, status=status)
