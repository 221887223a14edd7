"""Jira Cloud, REST v3: documents for text, errors by field, a search that knows things later."""

from collections.abc import Iterator
from datetime import timedelta
from email.parser import BytesParser
from email.policy import HTTP

from aiohttp import web

from playground.errors import Json
from playground.services.clock import Now
from playground.trackers.board import Board, Remark, Ticket

PROJECT = "ENG"
BOT = "Bellhop"
CATEGORIES = {"To Do": "new", "In Progress": "indeterminate", "Done": "done", "Odd": "undefined"}
PRIORITIES = frozenset(("Highest", "High", "Medium", "Low", "Lowest"))
LONGEST = 32_767  # characters of a text
LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
API = "/jira/rest/api/3"


class Jira:
    """One project; `without` are fields that its screen does not have.

    `behind` is how late the search learns of an issue, `may_not` what our user is not let do,
    `required` are fields that everybody has to fill in.
    """

    def __init__(self, now: Now) -> None:
        self.board = Board(now, "To Do")
        self.without: set[str] = set()
        self.behind = timedelta(seconds=20)
        self.project = PROJECT
        self.may_not: set[str] = set()
        self.types = {"Task": "10001", "Bug": "10002"}
        self.required: set[str] = set()
        self.priorities = set(PRIORITIES)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(f"{API}/issue", self.create),
            web.get(f"{API}/issue/{{id}}", self.read),
            web.get(f"{API}/issue/{{id}}/comment", self.comments),
            web.post(f"{API}/issue/{{id}}/comment", self.comment),
            web.post(f"{API}/issue/{{id}}/remotelink", self.point),
            web.post(f"{API}/issue/{{id}}/attachments", self.attach),
            web.post(f"{API}/search/jql", self.search),
            web.get(f"{API}/myself", self.myself),
            web.get(f"{API}/mypermissions", self.permissions),
            web.get(f"{API}/issue/createmeta/{{project}}/issuetypes", self.types_of),
            web.get(f"{API}/issue/createmeta/{{project}}/issuetypes/{{id}}", self.fields_of),
        ]

    def says(self, number: int, who: str, text: str) -> Remark:
        """Let a person say something about an issue."""
        return self.board.remark(self.board.tickets[number], who, document(text))

    def resolve(self, number: int, resolution: str = "Done") -> None:
        """Let a person end an issue."""
        self.board.tickets[number].extra["resolution"] = resolution
        self.board.move(number, "Done")

    def shown(self, what: str, ticket: Ticket, remark: Remark | None) -> Json:
        """Return what a webhook says."""
        event = "jira:issue_updated" if remark is None else "comment_created"
        issue = self._issue(ticket)
        said = {} if remark is None else {"comment": {"id": remark.id, "body": "…"}}
        at = int(self.board.now.timestamp() * 1000)
        return {"webhookEvent": event, "timestamp": at, "issue": issue, **said}

    async def myself(self, request: web.Request) -> web.Response:
        return web.json_response({"accountId": "bot", "displayName": BOT})

    async def permissions(self, request: web.Request) -> web.Response:
        if request.query["projectKey"] != self.project:
            said = f"No project could be found with key '{request.query['projectKey']}'."
            return web.json_response({"errorMessages": [said], "errors": {}}, status=404)
        asked = request.query["permissions"].split(",")
        found = {one: {"key": one, "havePermission": one not in self.may_not} for one in asked}
        return web.json_response({"permissions": found})

    async def types_of(self, request: web.Request) -> web.Response:
        found = [{"id": id_, "name": name} for name, id_ in self.types.items()]
        return web.json_response({"issueTypes": found, "total": len(found), "startAt": 0})

    async def fields_of(self, request: web.Request) -> web.Response:
        fields = [_field("summary", True), _field("project", True), _field("reporter", True)]
        fields += [_field(name, True) for name in sorted(self.required)]
        allowed = [{"name": one} for one in sorted(self.priorities)]
        fields.append({**_field("Priority", False), "allowedValues": allowed})
        return web.json_response({"fields": fields, "total": len(fields), "startAt": 0})

    async def create(self, request: web.Request) -> web.Response:
        body = await request.json()
        fields = body["fields"]
        if errors := self._errors(fields):
            return web.json_response({"errorMessages": [], "errors": errors}, status=400)
        ticket = self.board.add(fields["summary"], fields["description"])
        ticket.labels = list(fields.get("labels", ()))
        ticket.extra["priority"] = (fields.get("priority") or {}).get("name")
        ticket.extra["properties"] = {one["key"]: one["value"] for one in body["properties"]}
        made = {"id": ticket.id, "key": key(ticket), "self": f"https://jira/{ticket.id}"}
        return web.json_response(made, status=201)

    async def read(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        return _missing() if ticket is None else web.json_response(self._issue(ticket))

    async def comments(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        if ticket is None:
            return _missing()
        most = int(request.query.get("maxResults", 50))
        newest = request.query.get("orderBy") == "-created"
        said = ticket.remarks[::-1] if newest else ticket.remarks
        shown = [_remark(one) for one in said[:most]]
        return web.json_response({"comments": shown, "total": len(said), "maxResults": most})

    async def comment(self, request: web.Request) -> web.Response:
        ticket, body = self._ticket(request), await request.json()
        if ticket is None:
            return _missing()
        if not is_document(body["body"]):
            errors = {"comment": "Comment body is not valid!"}
            return web.json_response({"errorMessages": [], "errors": errors}, status=400)
        if is_too_long(body["body"]):
            return web.json_response({"errorMessages": [], "errors": {"comment": LONG}}, status=400)
        properties = body.get("properties", [])
        remark = self.board.remark(ticket, BOT, body["body"], properties=properties)
        return web.json_response(_remark(remark), status=201)

    async def point(self, request: web.Request) -> web.Response:
        ticket, body = self._ticket(request), await request.json()
        if ticket is None:
            return _missing()
        fresh = body["globalId"] not in ticket.pointers
        ticket.pointers[body["globalId"]] = body["object"]["url"]
        return web.json_response({"id": 1, "self": ""}, status=201 if fresh else 200)

    async def attach(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Atlassian-Token") != "no-check":
            return web.Response(status=403, text="XSRF check failed")
        ticket = self._ticket(request)
        if ticket is None:
            return _missing()
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        form = BytesParser(policy=HTTP).parsebytes(head + await request.read())
        [part] = form.iter_parts()
        name = str(part.get_filename())
        ticket.files[name] = part.get_content()
        return web.json_response([{"filename": name}])

    async def search(self, request: web.Request) -> web.Response:
        body = await request.json()
        known = self.board.now - self.behind
        found = [one for one in self.board.tickets.values() if one.created <= known]
        wanted = body.get("properties", ())
        issues = [
            {**self._issue(one), "properties": _some(one.extra.get("properties", {}), wanted)}
            for one in found[::-1]
        ]
        first, most = int(body.get("nextPageToken", 0)), min(body.get("maxResults", 50), 100)
        end = first + most
        more = {"nextPageToken": str(end)} if end < len(issues) else {}
        return web.json_response({"issues": issues[first:end], "isLast": not more, **more})

    def _errors(self, fields: Json) -> Json:
        errors: Json = {
            name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
            for name in self.without & fields.keys()
        }
        if fields["project"]["key"] != self.project:
            errors["project"] = "valid project is required"
        if not fields.get("summary") or len(fields["summary"]) > 255:
            errors["summary"] = "You must specify a summary of the issue."
        elif any(ord(one) < 32 for one in fields["summary"]):
            errors["summary"] = "The summary is invalid because it contains newline characters."
        if not is_document(fields["description"]):
            errors["description"] = "Operation value must be an Atlassian Document"
        elif is_too_long(fields["description"]):
            errors["description"] = LONG
        priority = (fields.get("priority") or {}).get("name")
        if priority and priority not in self.priorities:
            errors["priority"] = f"The priority selected is invalid: {priority}"
        return errors

    def _ticket(self, request: web.Request) -> Ticket | None:
        known = request.match_info["id"]
        found = (one for one in self.board.tickets.values() if known in (one.id, key(one)))
        return next(found, None)

    def _issue(self, ticket: Ticket) -> Json:
        category = CATEGORIES.get(ticket.status, "indeterminate")
        resolution = ticket.extra.get("resolution") if category == "done" else None
        fields = {
            "summary": ticket.title,
            "status": {"name": ticket.status, "statusCategory": {"key": category}},
            "assignee": {"displayName": ticket.assignee} if ticket.assignee else None,
            "updated": ticket.updated.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
            "resolution": {"name": resolution} if resolution else None,
            "duedate": ticket.due,
            "attachment": [{"filename": name} for name in ticket.files],
        }
        return {"id": ticket.id, "key": key(ticket), "fields": fields}


def _field(name: str, required: bool) -> Json:
    shown = {"fieldId": name.lower(), "key": name.lower(), "name": name}
    return {**shown, "required": required, "hasDefaultValue": False}


def key(ticket: Ticket) -> str:
    return f"{PROJECT}-{ticket.number}"


def document(text: str) -> Json:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def is_document(value: object) -> bool:
    return isinstance(value, dict) and value.get("type") == "doc" and value.get("version") == 1


def is_too_long(node: object) -> bool:
    return len("".join(words(node)).encode("utf-16-le")) > 2 * LONGEST  # it counts as Java does


def words(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from words(one)
    elif isinstance(node, dict):
        yield str(node.get("text", ""))
        yield from words(node.get("content"))


def _remark(remark: Remark) -> Json:
    author = {"displayName": remark.author}
    properties = remark.extra.get("properties", [])
    return {"id": remark.id, "author": author, "body": remark.body, "properties": properties}


def _some(properties: Json, wanted: list[str]) -> Json:
    return {name: value for name, value in properties.items() if name in wanted}


def _missing() -> web.Response:
    said = ["Issue does not exist or you do not have permission to see it."]
    return web.json_response({"errorMessages": said, "errors": {}}, status=404)
