"""Statuspage: incidents on a public page, found again by the key that we put into their metadata."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any

from bot.errors import Rejected, Unreachable
from bot.integrations.trackers.api import Api, Gone
from bot.integrations.words import clean, cut, one_line

OURS = "bellhop"
SKEW = timedelta(minutes=5)  # our clock may be ahead of theirs
PER_PAGE = 100
LIMITED = 420  # what they answer instead of 429, or as well
MINUTE = timedelta(minutes=1)  # over which they count
LONGEST = 25_000  # characters of what is told
OPERATIONAL = "operational"

Answer = Mapping[str, Any]
Components = Mapping[str, str]  # ids to statuses, such as major_outage


@dataclass(frozen=True)
class Statuspage:
    """One page; each incident is known by a `key` of ours."""

    api: Api
    page: str
    components: Components = field(default_factory=dict)  # ids by the names we give them

    async def open(
        self, key: str, name: str, status: str, body: str, components: Components
    ) -> Answer:
        """Create an incident; people are reminded by us, so the page is told not to."""
        incident = {
            "name": one_line(name, 255),
            "status": status,
            "body": _words(body),
            "component_ids": list(components),
            "components": dict(components),
            "deliver_notifications": True,
            "reminder_intervals": "[]",
            "metadata": _metadata(key, components),
        }
        return _told(await self._ask("POST", "/incidents", {"incident": incident}))

    async def opened(self, since: datetime, key: str, **_said: object) -> Answer | None:
        """Return the incident if it was created."""
        found = await self._of(key)
        return None if found is None else _told(found)

    async def update(self, key: str, status: str, body: str, components: Components) -> Answer:
        """Say how it goes on; components that are not named stay as they are."""
        incident = await self._known(key)
        changed = {*_changed(incident), *components}
        listed = dict.fromkeys([*_listed(incident), *components])
        asked = {
            "status": status,
            "body": _words(body),
            "component_ids": list(listed),
            "components": dict(components),
            "metadata": _metadata(key, sorted(changed)),
        }
        return await self._change(incident, asked)

    async def resolve(self, key: str, body: str, components: Components | None = None) -> Answer:
        """Say that it is over; what we changed works again, unless this or another incident denies it."""
        incident = await self._known(key)
        unresolved: list[Answer] = await self._ask("GET", "/incidents/unresolved")
        others = {
            component
            for other in unresolved
            if other["id"] != incident["id"]
            for component in _listed(other)
        }
        mended = [one for one in _changed(incident) if one not in others]
        said = {**dict.fromkeys(mended, OPERATIONAL), **(components or {})}
        return await self._change(
            incident, {"status": "resolved", "body": _words(body), "components": said}
        )

    async def updated(
        self,
        since: datetime,
        key: str,
        body: str,
        status: str = "resolved",
        components: Components | None = None,
    ) -> Answer | None:
        """Return the incident if it says so already, and did not before."""
        incident = await self._of(key)
        if incident is None or not (components or {}).items() <= _states(incident).items():
            return None
        for update in incident["incident_updates"]:
            at = datetime.fromisoformat(update["created_at"])
            same = update["status"] == status and update["body"].strip() == _words(body)
            if same and at >= since - SKEW:
                return _told(incident)
        return None

    async def probe(self) -> None:
        """List what is not resolved: this changes nothing."""
        await self._ask("GET", "/incidents/unresolved")

    async def mismatches(self) -> Sequence[str]:
        """Look for the page, and for the components that we name."""
        there: set[str] = set()
        try:
            for page in count(1):
                path = f"/components?per_page={PER_PAGE}&page={page}"
                found = [str(one["id"]) for one in await self._ask("GET", path)]
                there.update(found)
                if len(found) < PER_PAGE:
                    break
        except Gone:
            return [f"Statuspage has no page {self.page}, or does not show it to us"]
        known = self.components.items()
        return [
            f"Statuspage has no component {id_} ({name})" for name, id_ in known if id_ not in there
        ]

    async def _known(self, key: str) -> Answer:
        incident = await self._of(key)
        if incident is None:
            raise Gone(f"Statuspage: {self.page} has no incident of ours by {key}")
        return incident

    async def _of(self, key: str) -> Answer | None:
        """Look among those that are not resolved, then among the last ones."""
        for path in ("/incidents/unresolved", "/incidents?limit=100"):
            for incident in await self._ask("GET", path):
                if _ours(incident).get("key") == key:
                    found: Answer = incident
                    return found
        return None

    async def _change(self, incident: Answer, asked: Mapping[str, Any]) -> Answer:
        path = f"/incidents/{incident['id']}"
        return _told(await self._ask("PATCH", path, {"incident": asked}))

    async def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        answer = await self.api.ask(method, f"/pages/{self.page}{path}", body, (LIMITED,))
        if answer.status == LIMITED:
            raise Unreachable("Statuspage: too many requests", MINUTE)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise Rejected(f"Statuspage: HTTP {answer.status}")
        return answer.value


def _words(body: str) -> str:
    return cut(clean(body).strip(), LONGEST)


def _metadata(key: str, components: Sequence[str] | Components) -> dict[str, dict[str, object]]:
    return {OURS: {"key": key, "components": list(components)}}


def _ours(incident: Answer) -> Mapping[str, Any]:
    ours: Mapping[str, Any] = (incident.get("metadata") or {}).get(OURS) or {}
    return ours


def _changed(incident: Answer) -> list[str]:
    """Return the components that we changed, whatever people added since."""
    return [str(one) for one in _ours(incident).get("components", ())]


def _listed(incident: Answer) -> Iterator[str]:
    for component in incident.get("components") or ():
        yield str(component["id"])


def _states(incident: Answer) -> Components:
    return {str(one["id"]): str(one.get("status")) for one in incident.get("components") or ()}


def _told(incident: Answer) -> Answer:
    return {"incident": incident["id"], "link": incident.get("shortlink")}
