"""GitHub issues: labels are left out silently, a repository may be public."""

from datetime import datetime
from typing import Any

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now
from playground.trackers.board import Board, Remark, Ticket

REPO = "acme/api"
BOT = "bellhop[bot]"
LONGEST = 65_536  # characters of a text
API = "/github/repos/{owner}/{repo}"


class GitHub:
    """One repository; without `may_label`, labels are not set and nobody is told."""

    def __init__(self, now: Now) -> None:
        self.board = Board(now, "open")
        self.public = False
        self.may_label = self.has_issues = True
        self.repo = REPO

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(API, self.repository),
            web.get(f"{API}/issues", self.list),
            web.post(f"{API}/issues", self.create),
            web.get(f"{API}/issues/{{number}}", self.read),
            web.get(f"{API}/issues/{{number}}/comments", self.comments),
            web.post(f"{API}/issues/{{number}}/comments", self.comment),
        ]

    def says(self, number: int, who: str, text: str) -> Remark:
        """Let a person say something about an issue."""
        return self.board.remark(self.board.tickets[number], who, text)

    def close(self, number: int, reason: str = "completed") -> None:
        """Let a person end an issue."""
        self.board.tickets[number].extra["reason"] = reason
        self.board.move(number, "closed")

    def shown(self, what: str, ticket: Ticket, remark: Remark | None) -> Json:
        """Return what a webhook says."""
        action = "closed" if ticket.status == "closed" else "edited"
        said = {} if remark is None else {"comment": _remark(remark)}
        repository = {"full_name": REPO}
        shown = {"action": "created" if remark else action, "issue": _issue(ticket)}
        return {**shown, "repository": repository, "sender": {"login": "kim"}, **said}

    async def repository(self, request: web.Request) -> web.Response:
        if self._unknown(request):
            return _missing()
        shown = {"private": not self.public, "has_issues": self.has_issues, "archived": False}
        permissions = {"pull": True, "triage": self.may_label, "push": self.may_label}
        return web.json_response({**shown, "permissions": permissions})

    async def list(self, request: web.Request) -> web.Response:
        since = datetime.fromisoformat(request.query.get("since", "2000-01-01T00:00:00Z"))
        found = [one for one in self.board.tickets.values() if one.updated >= since]
        return web.json_response([_issue(one) for one in _page(request, found[::-1])])

    async def create(self, request: web.Request) -> web.Response:
        if self._unknown(request):
            return _missing()
        if not self.has_issues:
            return _missing(410, "Issues are disabled for this repo")
        body = await request.json()
        if errors := _errors(body):
            shown = {"message": "Validation Failed", "errors": errors}
            return web.json_response(shown, status=422)
        ticket = self.board.add(body["title"], body.get("body"))
        ticket.labels = list(body.get("labels", ())) if self.may_label else []
        return web.json_response(_issue(ticket), status=201)

    async def read(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        if ticket is None:
            return _missing()
        there = f"https://api.github.com/repos/{self.repo}"
        return web.json_response({**_issue(ticket), "repository_url": there})

    async def comments(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        if ticket is None:
            return _missing()
        return web.json_response([_remark(one) for one in _page(request, ticket.remarks)])

    async def comment(self, request: web.Request) -> web.Response:
        ticket, body = self._ticket(request), await request.json()
        if ticket is None:
            return _missing()
        if errors := _too_long(body, "IssueComment", body=LONGEST):
            shown = {"message": "Validation Failed", "errors": errors}
            return web.json_response(shown, status=422)
        remark = self.board.remark(ticket, BOT, body["body"])
        return web.json_response(_remark(remark), status=201)

    def _unknown(self, request: web.Request) -> bool:
        named = f"{request.match_info['owner']}/{request.match_info['repo']}".lower()
        if named == REPO and named != self.repo and request.method == "GET":
            there = str(request.url).replace(f"/repos/{named}", f"/repos/{self.repo}")
            raise web.HTTPMovedPermanently(there, text='{"message": "Moved Permanently"}')
        return named != self.repo

    def _ticket(self, request: web.Request) -> Ticket | None:
        if self._unknown(request):
            return None
        return self.board.tickets.get(int(request.match_info["number"]))


def _page(request: web.Request, listed: list[Any]) -> list[Any]:
    size, page = int(request.query.get("per_page", 30)), int(request.query.get("page", 1))
    return listed[(page - 1) * size : page * size]


def _errors(asked: Json) -> list[Json]:
    if not str(asked.get("title") or "").strip():
        return [{"resource": "Issue", "field": "title", "code": "missing_field"}]
    return _too_long(asked, "Issue", title=256, body=LONGEST)


def _too_long(asked: Json, resource: str, **limits: int) -> list[Json]:
    return [
        {
            "resource": resource,
            "field": name,
            "code": "custom",
            "message": f"{name} is too long (maximum is {most} characters)",
        }
        for name, most in limits.items()
        if len(str(asked.get(name) or "")) > most
    ]


def _issue(ticket: Ticket) -> Json:
    return {
        "id": int(ticket.id),
        "number": ticket.number,
        "title": ticket.title,
        "body": ticket.body,
        "state": ticket.status,
        "state_reason": ticket.extra.get("reason") if ticket.status == "closed" else None,
        "html_url": f"https://github.com/{REPO}/issues/{ticket.number}",
        "updated_at": ticket.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "assignee": {"login": ticket.assignee} if ticket.assignee else None,
        "milestone": {"due_on": f"{ticket.due}T07:00:00Z"} if ticket.due else None,
        "labels": [{"name": label} for label in ticket.labels],
        "comments": len(ticket.remarks),
        **({"pull_request": {}} if "pull_request" in ticket.extra else {}),
    }


def _remark(remark: Remark) -> Json:
    return {"id": int(remark.id), "user": {"login": remark.author}, "body": remark.body}


def _missing(status: int = 404, why: str = "Not Found") -> web.Response:
    return web.json_response({"message": why, "status": str(status)}, status=status)
