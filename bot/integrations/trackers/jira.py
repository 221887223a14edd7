"""Jira Cloud, REST v3: what is text over there is a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.errors import Rejected
from bot.integrations.trackers.adf import document, plain
from bot.integrations.trackers.api import Answer, Api
from bot.integrations.trackers.jira_project import mismatches
from bot.integrations.trackers.multipart import multipart
from bot.integrations.trackers.tracker import Comment, Draft, Issue, day_in
from bot.integrations.words import cut, fitting, one_line
from store.links import Stage
from store.states import Severity

FIELDS = ("summary", "status", "assignee", "updated", "resolution", "duedate")
OPTIONAL = frozenset(("priority", "labels"))
CATEGORIES: Mapping[str, Stage] = {
    "new": Stage.queued,
    "indeterminate": Stage.started,
    "done": Stage.done,
}
ORIGIN = "bellhop.origin"  # a property: nobody sees it, and we know by it what is ours
LONGEST = 32_000  # characters of a text; it takes 32,767
LAST = 50  # comments that are looked at


@dataclass(frozen=True)
class Jira:
    """One project of a Jira; `not_done` are resolutions that mean it will not be done."""

    api: Api
    project: str
    issue_type: str
    labels: Sequence[str] = ()
    priorities: Mapping[Severity, str] = field(default_factory=dict)
    not_done: frozenset[str] = frozenset()

    @property
    def behind(self) -> timedelta:
        """Its search learns of an issue a little later; usually within seconds."""
        return timedelta(seconds=60)

    async def probe(self) -> None:
        """Ask who we are."""
        await self.api.ask("GET", "/rest/api/3/myself")

    async def mismatches(self) -> Sequence[str]:
        """Look at the project, its types of issues and their fields."""
        wanted = list(self.priorities.values())
        return await mismatches(self.api, self.project, self.issue_type, wanted)

    async def create(self, draft: Draft) -> Issue:
        """Create an issue; what we can do without is left out when it is refused."""
        fields = self._fields(draft)
        answer = await self._post(draft.key, fields)
        refused = _refused(answer)
        dropped = tuple(name for name in OPTIONAL & refused.keys() if name in fields)
        if dropped and refused.keys() <= OPTIONAL:
            kept = {name: value for name, value in fields.items() if name not in dropped}
            answer = await self._post(draft.key, kept)
            refused = _refused(answer)
        if answer.status >= 300:
            raise Rejected(f"Jira did not take it ({_told(answer, refused)})")
        id_, key = str(answer.value["id"]), str(answer.value["key"])
        return Issue(
            id_,
            key,
            self._url(key),
            str(fields["summary"]),
            "",
            Stage.queued,
            self.api.now(),
            dropped=dropped,
        )

    async def created(self, key: str, since: datetime) -> Issue | None:
        """Look among what we made lately: the search knows it a little later than we do."""
        minutes = int((self.api.now() - since).total_seconds() // 60) + 10
        jql = f'project = "{self.project}" AND created >= -{minutes}m AND creator = currentUser()'
        asked: dict[str, Any] = {"jql": f"{jql} ORDER BY created DESC", "properties": [ORIGIN]}
        while True:
            answer = await self._search(asked)
            for found in answer.get("issues", ()):
                origin = (found.get("properties") or {}).get(ORIGIN) or {}
                if origin.get("key") == key:
                    return self._issue(found)
            if not answer.get("nextPageToken"):
                return None
            asked["nextPageToken"] = answer["nextPageToken"]

    async def read(self, issue: str) -> Issue:
        """Return an issue with its last comments."""
        path = f"/rest/api/3/issue/{quote(issue, safe='')}"
        found = (await self.api.ask("GET", f"{path}?fields={','.join(FIELDS)}")).value
        said = await self._comments(path)
        comments = [_comment(one) for one in said.get("comments", ())][::-1]
        whole = int(said.get("total", 0)) <= len(comments)
        return self._issue(found, comments, whole)

    async def comment(self, issue: str, text: str, key: str) -> str:
        """Say something about an issue."""
        body = {
            "body": document(cut(text, LONGEST)),
            "properties": [{"key": ORIGIN, "value": {"key": key}}],
        }
        path = f"/rest/api/3/issue/{quote(issue, safe='')}/comment"
        return str((await self.api.ask("POST", path, body)).value["id"])

    async def commented(self, issue: str, key: str) -> str | None:
        """Look among the last comments."""
        said = await self._comments(f"/rest/api/3/issue/{quote(issue, safe='')}")
        found = (one for one in map(_comment, said.get("comments", ())) if one.key == key)
        return next((one.id for one in found), None)

    async def point_back(self, issue: str, back: tuple[str, str]) -> None:
        """Put a link to the thread beside the issue; the same one again replaces it."""
        url, title = back
        body = {
            "globalId": f"bellhop={url}",
            "application": {"type": "bellhop", "name": "Bellhop"},
            "relationship": "reported in",
            "object": {"url": url, "title": title},
        }
        await self.api.ask("POST", f"/rest/api/3/issue/{quote(issue, safe='')}/remotelink", body)

    async def attach(self, issue: str, name: str, body: bytes) -> None:
        """Put a file beside an issue."""
        kind, form = multipart(name, body)
        headers = {**self.api.headers, "content-type": kind, "x-atlassian-token": "no-check"}
        url = f"{self.api.url}/rest/api/3/issue/{quote(issue, safe='')}/attachments"
        await self.api.put_up("POST", url, headers, form)

    async def files(self, issue: str) -> Sequence[str]:
        """Return the names of the files beside an issue."""
        path = f"/rest/api/3/issue/{quote(issue, safe='')}?fields=attachment"
        found = (await self.api.ask("GET", path)).value["fields"].get("attachment") or ()
        return [str(one["filename"]) for one in found]

    async def _post(self, key: str, fields: Mapping[str, Any]) -> Answer:
        origin = {"key": ORIGIN, "value": {"key": key}}
        body = {"fields": fields, "properties": [origin]}
        return await self.api.ask("POST", "/rest/api/3/issue", body, wanted=(400, 422))

    async def _comments(self, path: str) -> dict[str, Any]:
        query = f"orderBy=-created&maxResults={LAST}&expand=properties"
        found: dict[str, Any] = (await self.api.ask("GET", f"{path}/comment?{query}")).value
        return found

    async def _search(self, asked: Mapping[str, object]) -> Mapping[str, Any]:
        body = {"fields": list(FIELDS), "maxResults": LAST, **asked}
        answer = await self.api.ask("POST", "/rest/api/3/search/jql", body, writes=False)
        found: Mapping[str, Any] = answer.value
        return found

    def _fields(self, draft: Draft) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type},
            "summary": one_line(draft.title, 255),
            "description": document("", fitting(draft.sections, LONGEST)),
        }
        if self.labels:
            fields["labels"] = list(self.labels)
        priority = self.priorities.get(draft.severity) if draft.severity else None
        if priority is not None:
            fields["priority"] = {"name": priority}
        return fields

    def _issue(
        self, found: Mapping[str, Any], comments: Sequence[Comment] = (), whole: bool = False
    ) -> Issue:
        fields = found["fields"]
        assignee = (fields.get("assignee") or {}).get("displayName")
        return Issue(
            str(found["id"]),
            str(found["key"]),
            self._url(str(found["key"])),
            str(fields.get("summary") or ""),
            str(fields["status"].get("name") or ""),
            self._stage(fields, assignee),
            datetime.fromisoformat(fields["updated"]),
            assignee,
            comments,
            whole,
            planned_for=day_in(fields.get("duedate")),
        )

    def _stage(self, fields: Mapping[str, Any], assignee: str | None) -> Stage | None:
        category = (fields["status"].get("statusCategory") or {}).get("key")
        stage = CATEGORIES.get(str(category))
        resolution = (fields.get("resolution") or {}).get("name")
        if stage is Stage.done and str(resolution).casefold() in self.not_done:
            return Stage.not_done
        if stage is Stage.queued and assignee:
            return Stage.acknowledged
        return stage

    def _url(self, key: str) -> str:
        return f"{self.api.url}/browse/{key}"


def _comment(said: Mapping[str, Any]) -> Comment:
    ours = [one for one in said.get("properties") or () if one.get("key") == ORIGIN]
    key = (ours[0].get("value") or {}).get("key") if ours else None
    author = (said.get("author") or {}).get("displayName") or "somebody"
    return Comment(str(said["id"]), str(author), plain(said.get("body")), key)


def _refused(answer: Answer) -> Mapping[str, str]:
    """Return the fields that were refused, and why."""
    errors = answer.value.get("errors") if answer.status >= 300 else None
    return errors if isinstance(errors, dict) else {}


def _told(answer: Answer, refused: Mapping[str, str]) -> str:
    said = [*(answer.value.get("errorMessages") or ()), *(f"{k}: {v}" for k, v in refused.items())]
    return "; ".join(map(str, said))[:300] or f"HTTP {answer.status}"
