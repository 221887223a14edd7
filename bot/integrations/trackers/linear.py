"""Linear, GraphQL: the ids of what we make are ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable
from bot.integrations.trackers.api import HOUR, MINUTE, Answer, Api, Gone
from bot.integrations.trackers.markdown import block, written
from bot.integrations.trackers.tracker import Comment, Draft, Issue, day_in, own_id
from bot.integrations.words import one_line
from store.links import Stage
from store.states import Severity

ISSUE = """
fragment Seen on Issue {
  id identifier url title updatedAt dueDate
  state { name type }
  assignee { displayName }
}
"""
TEAM = "query Team($key: String!) { teams(filter: {key: {eq: $key}}) { nodes { id } } }"
CREATE = f"""
mutation Create($input: IssueCreateInput!) {{
  issueCreate(input: $input) {{ success issue {{ ...Seen }} }}
}}
{ISSUE}"""
READ = f"""
query Read($id: String!) {{
  issue(id: $id) {{
    ...Seen
    comments(last: 50) {{
      nodes {{ id body createdAt user {{ displayName }} botActor {{ userDisplayName name }} }}
      pageInfo {{ hasPreviousPage }}
    }}
  }}
}}
{ISSUE}"""
COMMENT = """
mutation Comment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id } }
}
"""
POINT = """
mutation Point($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { success }
}
"""
KIND = "application/octet-stream"
UPLOAD = """
mutation Upload($name: String!, $type: String!, $size: Int!) {
  fileUpload(filename: $name, contentType: $type, size: $size) {
    uploadFile { uploadUrl assetUrl headers { key value } }
  }
}
"""
ATTACHED = """
query Attached($id: String!) { issue(id: $id) { attachments(first: 50) { nodes { title } } } }
"""
STAGES: Mapping[str, Stage] = {
    "triage": Stage.queued,
    "backlog": Stage.queued,
    "unstarted": Stage.queued,
    "started": Stage.started,
    "completed": Stage.done,
    "canceled": Stage.not_done,
    "duplicate": Stage.not_done,
}
PRIORITIES: Mapping[Severity, int] = {
    Severity.SEV1: 1,
    Severity.SEV2: 2,
    Severity.SEV3: 3,
    Severity.SEV4: 4,
}
LIMITED = "RATELIMITED"
LIMITS = ("x-ratelimit-requests", "x-ratelimit-endpoint-requests", "x-ratelimit-complexity")
STUMBLED = ("INTERNAL_SERVER_ERROR", "LOCK_TIMEOUT")
DEAD = "AUTHENTICATION_ERROR"


@dataclass(frozen=True)
class Linear:
    """One team of a workspace, by the key that its issues begin with."""

    api: Api
    team: str

    @property
    def behind(self) -> timedelta:
        """It is asked by id, which it knows at once."""
        return timedelta()

    async def probe(self) -> None:
        """Ask who we are."""
        await self._ask("query Probe { viewer { id } }", {})

    async def mismatches(self) -> Sequence[str]:
        """Look for the team."""
        try:
            await self._team_id()
        except Rejected as error:
            return [str(error)]
        return []

    async def create(self, draft: Draft) -> Issue:
        """Create an issue under an id of ours."""
        values: dict[str, Any] = {
            "id": own_id(draft.key),
            "teamId": await self._team_id(),
            "title": one_line(draft.title, 255),
            "description": written(draft.sections),
        }
        if draft.severity is not None:
            values["priority"] = PRIORITIES[draft.severity]
        try:
            made = await self._ask(CREATE, {"input": values}, writes=True)
        except Rejected:
            # one that we took for lost may have got there after we looked for it
            if (found := await self.created(draft.key, self.api.now())) is None:
                raise
            return found
        return _issue(made["issueCreate"]["issue"])

    async def created(self, key: str, since: datetime) -> Issue | None:
        """Look whether there is one with our id."""
        try:
            return await self.read(own_id(key))
        except Gone:
            return None

    async def read(self, issue: str) -> Issue:
        """Return an issue with its last comments."""
        found = (await self._ask(READ, {"id": issue}))["issue"]
        said = found["comments"]
        comments = [_comment(one) for one in sorted(said["nodes"], key=_when)]
        return _issue(found, comments, not said["pageInfo"]["hasPreviousPage"])

    async def comment(self, issue: str, text: str, key: str) -> str:
        """Say something about an issue, under an id of ours."""
        values = {"id": own_id(key), "issueId": issue, "body": block(text)}
        try:
            made = await self._ask(COMMENT, {"input": values}, writes=True)
        except Rejected:
            if (said := await self.commented(issue, key)) is None:
                raise
            return said
        return str(made["commentCreate"]["comment"]["id"])

    async def commented(self, issue: str, key: str) -> str | None:
        """Look among the last comments."""
        ours = own_id(key)
        return ours if ours in {one.id for one in (await self.read(issue)).comments} else None

    async def point_back(self, issue: str, back: tuple[str, str]) -> None:
        """Attach a link to the thread; the same address again replaces it."""
        values = {"issueId": issue, "url": back[0], "title": back[1]}
        await self._ask(POINT, {"input": values}, writes=True)

    async def attach(self, issue: str, name: str, body: bytes) -> None:
        """Put a file where Linear says, and beside the issue."""
        asked = {"name": name, "type": KIND, "size": len(body)}
        place = (await self._ask(UPLOAD, asked, writes=True))["fileUpload"]["uploadFile"]
        headers = {"content-type": KIND, "cache-control": "public, max-age=31536000"}
        headers |= {one["key"].lower(): one["value"] for one in place["headers"]}
        await self.api.put_up("PUT", place["uploadUrl"], headers, body)  # elsewhere: no key of ours
        values = {"issueId": issue, "url": place["assetUrl"], "title": name}
        await self._ask(POINT, {"input": values}, writes=True)

    async def files(self, issue: str) -> Sequence[str]:
        """Return the names of what is beside an issue."""
        found = (await self._ask(ATTACHED, {"id": issue}))["issue"]["attachments"]["nodes"]
        return [str(one["title"]) for one in found]

    async def _team_id(self) -> str:
        nodes = (await self._ask(TEAM, {"key": self.team}))["teams"]["nodes"]
        if not nodes:
            raise Rejected(f"Linear has no team {self.team}, or does not show it to us")
        return str(nodes[0]["id"])

    async def _ask(
        self, query: str, variables: Mapping[str, Any], writes: bool = False
    ) -> dict[str, Any]:
        body = {"query": query, "variables": dict(variables)}
        answer = await self.api.ask("POST", "", body, wanted=(400,), writes=writes)
        if errors := answer.value.get("errors"):
            raise _refusal(answer, errors, self.api.now(), writes)
        data: dict[str, Any] = answer.value["data"]
        return data


def _issue(
    found: Mapping[str, Any], comments: Sequence[Comment] = (), whole: bool = False
) -> Issue:
    state, assignee = found["state"], (found.get("assignee") or {}).get("displayName")
    stage = STAGES.get(state["type"])
    if stage is Stage.queued and assignee:
        stage = Stage.acknowledged
    return Issue(
        found["id"],
        found["identifier"],
        found["url"],
        found["title"],
        state["name"],
        stage,
        datetime.fromisoformat(found["updatedAt"]),
        assignee,
        comments,
        whole,
        planned_for=day_in(found.get("dueDate")),
    )


def _comment(said: Mapping[str, Any]) -> Comment:
    bot = said.get("botActor") or {}
    person = (said.get("user") or {}).get("displayName")
    author = person or bot.get("userDisplayName") or bot.get("name") or "somebody"
    return Comment(said["id"], author, said["body"])


def _when(said: Mapping[str, Any]) -> str:
    return str(said["createdAt"])


def _refusal(answer: Answer, errors: Sequence[Any], now: datetime, writes: bool) -> DeliveryError:
    first = errors[0] if isinstance(errors[0], dict) else {}
    extensions = first.get("extensions") or {}
    code = str(extensions.get("code") or "")
    if code == LIMITED:
        return Unreachable("Linear: too many requests", _reset(answer.headers, now))
    if code == DEAD:
        return TokenDead("Linear does not know our key")
    if code in STUMBLED:
        return Unreachable(f"Linear: {code}", in_doubt=writes)
    said = extensions.get("userPresentableMessage") or first.get("message") or code
    if "not found" in str(first.get("message", "")).casefold():
        return Gone(f"Linear: {said}"[:300])
    return Rejected(f"Linear did not take it ({said})"[:300])


def _reset(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return until when limits hold that have nothing left, in milliseconds since 1970."""
    waits = [
        datetime.fromtimestamp(min(int(until), 10**14) / 1000, UTC) - now
        for kind in LIMITS
        if headers.get(f"{kind}-remaining", "0") == "0"
        and (until := headers.get(f"{kind}-reset", "")).isdecimal()
    ]
    return min(HOUR, max(timedelta(seconds=1), *waits)) if waits else MINUTE
