"""PagerDuty: pages by Events v2; by incidents of its REST API when a token, a user and a service are set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from bot.errors import Rejected, TokenDead, Unreachable
from bot.integrations.trackers.api import Answer as Answered
from bot.integrations.trackers.api import Api, Gone
from bot.integrations.words import clean, cut, one_line
from store.states import Severity

LONGEST = 1024  # characters of a summary
MOST = 5000  # of each detail: an event takes 512 KB
GRADES = {"SEV1": "critical", "SEV2": "error", "SEV3": "warning", "SEV4": "info"}
LOW = ("SEV3", "SEV4")
NOBODY = "bellhop:probe"  # a key of which there is never an incident

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Incidents:
    """The REST API, the service whose incidents we create, and the user as whom we do."""

    api: Api
    service: str
    sender: str


class PagerDuty:
    """Pages and takes pages back; `key` is ours and tells one page from all others."""

    def __init__(
        self, events: Api, routing_key: str, rest: Api | None, incidents: Incidents | None
    ) -> None:
        self._events = events
        self._routing_key = routing_key
        self._rest = rest
        self._incidents = incidents

    async def page(
        self, key: str, title: str, severity: Severity | None, details: Answer, link: str
    ) -> Answer:
        """Wake whoever is on call. When an incident is refused for certain, an event pages."""
        details, refused = _short(details), None
        if self._incidents is not None:
            try:
                return await self._create(self._incidents, key, title, severity, details)
            except (Rejected, TokenDead, Unreachable) as error:
                if isinstance(error, Unreachable) and error.in_doubt:
                    raise
                refused = str(error)
        payload = {
            "summary": one_line(title, LONGEST),
            "source": "bellhop",
            "severity": GRADES.get(severity or "", "error"),
            "custom_details": details,
        }
        said = {"payload": payload, "client": "Bellhop", "client_url": link}
        return {**await self._event("trigger", key, said), "refused": refused}

    async def paged(self, since: datetime, key: str, **_said: object) -> Answer | None:
        """Return the incident of a page that may have been sent; an event with our key does no harm."""
        found = await self._of(key, closed=True) if self._incidents else None
        return found and {"incident": found["id"], "refused": None}

    async def acknowledge(self, key: str) -> Answer:
        """Wake nobody else; an incident that somebody answered already is left as it is."""
        return await self._become("acknowledged", "acknowledge", key, ("triggered",))

    async def resolve(self, key: str) -> Answer:
        """Say that nobody is needed any more."""
        return await self._become("resolved", "resolve", key, ("triggered", "acknowledged"))

    async def standing(self, key: str) -> Answer:
        """Return how the incident of a page stands, and who answered: a person, not a clock."""
        found = await self._of(key, closed=True)
        by = (found or {}).get("last_status_change_by") or {}
        person = str(by.get("type", "")).startswith("user")
        return {"status": found and found["status"], "by": by.get("summary") if person else None}

    async def on_call(self, schedule: str) -> Answer:
        """Return the e-mail addresses of those who are on call now, by the id of a schedule."""
        if self._rest is None:
            raise Rejected("PagerDuty: who is on call needs token_env")
        query = f"schedule_ids[]={quote(schedule)}&include[]=users&earliest=true"
        found = (await self._rest.ask("GET", f"/oncalls?{query}")).value
        emails = [one["user"].get("email") for one in found["oncalls"]]
        return {"emails": list(dict.fromkeys(email for email in emails if email))}

    async def probe(self) -> None:
        """Resolve what is not there, and list one incident: neither changes anything."""
        await self._event("resolve", NOBODY, {})
        if self._rest is not None:
            await self._rest.ask("GET", "/incidents?limit=1")

    async def mismatches(self) -> Sequence[str]:
        """Look for the service and the user of the incidents that we would create."""
        if self._incidents is None:
            return []
        api, wrong = self._incidents.api, []
        service, sender = self._incidents.service, self._incidents.sender
        try:
            await api.ask("GET", f"/services/{quote(service, safe='')}")
        except Gone:
            wrong.append(f"PagerDuty has no service {service}, or does not show it to us")
        found = (await api.ask("GET", f"/users?query={quote(sender)}")).value["users"]
        if sender.casefold() not in {str(one.get("email")).casefold() for one in found}:
            wrong.append(f"PagerDuty has no user {sender}")
        return wrong

    async def _event(self, action: str, key: str, said: Mapping[str, Any]) -> Answer:
        event = {"routing_key": self._routing_key, "event_action": action, "dedup_key": key}
        try:
            # the same key makes one incident, however often it is sent: never in doubt
            answer = await self._events.ask("POST", "/v2/enqueue", {**event, **said}, writes=False)
        except Rejected as error:
            if "routing" in str(error).lower():
                raise TokenDead(str(error)) from None
            raise
        return {"incident": None, "dedup_key": answer.value.get("dedup_key")}

    async def _create(
        self,
        incidents: Incidents,
        key: str,
        title: str,
        severity: Severity | None,
        details: Answer,
    ) -> Answer:
        lines = [f"{name}: {value}" for name, value in details.items()]
        incident = {
            "type": "incident",
            "title": one_line(title, LONGEST),
            "service": {"id": incidents.service, "type": "service_reference"},
            "urgency": "low" if severity in LOW else "high",
            "incident_key": key,
            "body": {"type": "incident_body", "details": "\n".join(lines)},
        }
        bad = HTTPStatus.BAD_REQUEST
        answer = await incidents.api.ask("POST", "/incidents", {"incident": incident}, (bad,))
        if answer.status < bad:
            return {"incident": answer.value["incident"]["id"], "refused": None}
        found = await self._of(key, closed=False)  # a 400: is there an open one with our key?
        if found is None:
            raise _bad(answer)
        return {"incident": found["id"], "refused": None}

    async def _become(self, status: str, action: str, key: str, where: tuple[str, ...]) -> Answer:
        found = await self._of(key, closed=False) if self._incidents else None
        if found is None or self._incidents is None:
            return await self._event(action, key, {})
        if found["status"] in where:
            asked = {"incident": {"type": "incident_reference", "status": status}}
            path, bad = f"/incidents/{found['id']}", HTTPStatus.BAD_REQUEST
            answer = await self._incidents.api.ask("PUT", path, asked, (bad,), writes=False)
            if answer.status == bad and await self._of(key, closed=False):
                raise _bad(answer)  # else it is over meanwhile
        return {"incident": found["id"]}

    async def _of(self, key: str, closed: bool) -> Answer | None:
        if self._rest is None:
            return None
        statuses = ("triggered", "acknowledged", *(["resolved"] if closed else []))
        query = f"incident_key={quote(key, safe='')}"
        query += "".join(f"&statuses[]={status}" for status in statuses)
        answer = await self._rest.ask("GET", f"/incidents?{query}")
        found: list[Answer] = answer.value["incidents"]
        return found[0] if found else None


def _bad(answer: Answered) -> Rejected:
    return Rejected(f"PagerDuty: HTTP 400 ({str(answer.value)[:300]})")


def _short(details: Answer) -> Answer:
    return {
        name: cut(clean(value), MOST) if isinstance(value, str) else value
        for name, value in details.items()
    }
