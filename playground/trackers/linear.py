"""Linear: GraphQL, of which it knows the questions that a support desk asks."""

from collections.abc import Callable
from uuid import uuid4

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now
from playground.trackers.board import Board, Remark, Ticket

TEAM = "ENG"
BOT = "Bellhop"
UPLOADS = "/linear/uploads"
TYPES = {
    "Todo": "unstarted",
    "In Progress": "started",
    "Done": "completed",
    "Canceled": "canceled",
    "Odd": "unheard_of",
}


class Problem(Exception):
    """An error that GraphQL answers with."""

    def __init__(self, message: str, code: str = "INPUT_ERROR") -> None:
        super().__init__(message)
        self.code = code


class Linear:
    """One team; `limited` is how many requests are refused from now on."""

    def __init__(self, now: Now) -> None:
        self.board = Board(now, "Todo")
        self.limited = 0
        self.team = TEAM
        self.url = ""  # of all of this, once it listens
        self._put: dict[str, bytes] = {}
        self._asked: dict[str, Callable[[Json], Json]] = {
            "issueCreate(": self._create,
            "commentCreate(": self._comment,
            "attachmentCreate(": self._point,
            "fileUpload(": self._upload,
            "teams(": self._teams,
            "issue(": self._read,
            "viewer": self._viewer,
        }

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/linear/graphql", self.answer), web.put(f"{UPLOADS}/{{id}}", self.put)]

    def says(self, number: int, who: str, text: str) -> Remark:
        """Let a person say something about an issue."""
        return self.board.remark(self.board.tickets[number], who, text, id_=str(uuid4()))

    def shown(self, what: str, ticket: Ticket, remark: Remark | None) -> Json:
        """Return what a webhook says."""
        data = self._issue(ticket)
        if remark is not None:
            data = {"id": remark.id, "body": remark.body, "issueId": ticket.id}
        at = int(self.board.now.timestamp() * 1000)
        kind = {"type": "Comment" if remark else "Issue", "action": "update"}
        created = {"createdAt": self.board.now.isoformat()}
        return {**kind, **created, "data": data, "webhookTimestamp": at}

    async def answer(self, request: web.Request) -> web.Response:
        if self.limited:
            self.limited -= 1
            until = int((self.board.now.timestamp() + 30) * 1000)
            headers = {"X-RateLimit-Requests-Reset": str(until)}
            return _wrong(Problem("Rate limit exceeded", "RATELIMITED"), headers)
        body = await request.json()
        for words, answered in self._asked.items():
            if words in body["query"]:
                try:
                    return web.json_response({"data": answered(body.get("variables", {}))})
                except Problem as problem:
                    return _wrong(problem)
        return _wrong(Problem("Cannot query that field", "GRAPHQL_VALIDATION_FAILED"))

    def _viewer(self, variables: Json) -> Json:
        return {"viewer": {"id": "bot"}}

    def _teams(self, variables: Json) -> Json:
        return {"teams": {"nodes": [{"id": "team-eng"}] if variables["key"] == self.team else []}}

    def _create(self, variables: Json) -> Json:
        asked = variables["input"]
        if asked["teamId"] != "team-eng":
            raise Problem("Entity not found: Team")
        if self.board.by_id(asked["id"]) is not None:
            raise Problem("Entity with this id already exists")
        ticket = self.board.add(asked["title"], asked.get("description"), id_=asked["id"])
        ticket.extra["priority"] = asked.get("priority", 0)
        return {"issueCreate": {"success": True, "issue": self._issue(ticket)}}

    def _comment(self, variables: Json) -> Json:
        asked = variables["input"]
        ticket = self._ticket(asked["issueId"])
        if any(one.id == asked["id"] for one in ticket.remarks):
            raise Problem("Entity with this id already exists")
        remark = self.board.remark(ticket, BOT, asked["body"], id_=asked["id"])
        return {"commentCreate": {"success": True, "comment": {"id": remark.id}}}

    def _point(self, variables: Json) -> Json:
        asked = variables["input"]
        ticket = self._ticket(asked["issueId"])
        if (body := self._put.get(asked["url"])) is not None:
            ticket.files[asked["title"]] = body
        else:
            ticket.pointers[asked["url"]] = asked["url"]
        return {"attachmentCreate": {"success": True}}

    def _upload(self, variables: Json) -> Json:
        asset = f"https://uploads.linear.app/{uuid4()}"
        place = f"{self.url}{UPLOADS}/{asset.rpartition('/')[2]}"
        headers = [{"key": "x-goog-content-length-range", "value": f"0,{variables['size']}"}]
        made = {"uploadUrl": place, "assetUrl": asset, "headers": headers}
        return {"fileUpload": {"uploadFile": made}}

    async def put(self, request: web.Request) -> web.Response:
        """Take a file at an address that was given out; whoever knows it needs no key."""
        if (
            "Authorization" in request.headers
            or "x-goog-content-length-range" not in request.headers
        ):
            return web.Response(status=403)
        asset = f"https://uploads.linear.app/{request.match_info['id']}"
        self._put[asset] = await request.read()
        return web.Response()

    def _read(self, variables: Json) -> Json:
        ticket = self._ticket(variables["id"])
        said = {
            "nodes": [_remark(one) for one in ticket.remarks[-50:]],
            "pageInfo": {"hasPreviousPage": len(ticket.remarks) > 50},
        }
        attached = {"nodes": [{"title": name} for name in ticket.files]}
        return {"issue": {**self._issue(ticket), "comments": said, "attachments": attached}}

    def _ticket(self, known: str) -> Ticket:
        for one in self.board.tickets.values():
            if known in (one.id, identifier(one)):
                return one
        raise Problem("Entity not found: Issue")

    def _issue(self, ticket: Ticket) -> Json:
        return {
            "id": ticket.id,
            "identifier": identifier(ticket),
            "url": f"https://linear.app/acme/issue/{identifier(ticket)}",
            "title": ticket.title,
            "updatedAt": ticket.updated.isoformat(),
            "dueDate": ticket.due,
            "state": {"name": ticket.status, "type": TYPES.get(ticket.status, "started")},
            "assignee": {"displayName": ticket.assignee} if ticket.assignee else None,
        }


def identifier(ticket: Ticket) -> str:
    return f"{TEAM}-{ticket.number}"


def _remark(remark: Remark) -> Json:
    user = {"displayName": remark.author}
    shown = {"id": remark.id, "body": remark.body, "user": user, "botActor": None}
    return {**shown, "createdAt": remark.at.isoformat()}


def _wrong(problem: Problem, headers: dict[str, str] | None = None) -> web.Response:
    error = {"message": str(problem), "extensions": {"code": problem.code}}
    return web.json_response({"errors": [error]}, status=400, headers=headers)
