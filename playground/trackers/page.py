"""Pages on which a person is the engineer: what is filed in Jira, and a form that changes it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from html import escape

from aiohttp import web

from playground.trackers.board import Ticket
from playground.trackers.jira import CATEGORIES, Jira, key

LIST, ISSUE = "/jira", "/jira/browse/{key}"
HEAD = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }}
  body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem }}
  form {{ display: grid; gap: .75rem; padding: 1rem; border: 1px solid #8885; border-radius: 8px }}
  label {{ display: grid; gap: .25rem }}
  input, select, textarea, button {{ font: inherit; padding: .35rem .5rem }}
  blockquote {{ margin: .75rem 0; padding-left: .75rem; border-left: 3px solid #8885 }}
  h3 {{ margin: 1rem 0 0; font-size: 1em }} p {{ margin: .25rem 0 }}
</style>
<p><a href="/jira">Engineering's tracker</a></p>
<h1>{title}</h1>
"""
STATES = [one for one in CATEGORIES if one != "Odd"]
WONT = "Won't Do"


class Page:
    """The pages; `tell` sends the webhooks of what was changed on them."""

    def __init__(self, jira: Jira, tell: Callable[[], Awaitable[object]]) -> None:
        self._jira = jira
        self._tell = tell

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(LIST, self.listed),
            web.get(ISSUE, self.shown),
            web.post(ISSUE, self.changed),
        ]

    async def listed(self, request: web.Request) -> web.Response:
        rows = [
            f'<li><a href="/jira/browse/{key(one)}">{key(one)}</a> {escape(one.title)}'
            f" · {escape(one.status)}"
            for one in self._jira.board.tickets.values()
        ]
        nothing = "<p>Nothing is filed yet: More… → Escalate to engineering… of a card."
        return _page("Issues", f"<ul>{''.join(rows)}</ul>" if rows else nothing)

    async def shown(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        said = "".join(
            f"<blockquote><b>{escape(one.author)}</b> {_html(one.body)}</blockquote>"
            for one in ticket.remarks
        )
        parts = [_form(ticket), _html(ticket.body), "<h2>Comments</h2>", said or "<p>None yet."]
        return _page(f"{key(ticket)} {ticket.title}", "\n".join(parts))

    async def changed(self, request: web.Request) -> web.Response:
        ticket, given = self._ticket(request), await request.post()
        said = {name: str(value).strip() for name, value in given.items()}
        self._change(ticket, said)
        await self._tell()
        raise web.HTTPSeeOther(request.path)

    def _change(self, ticket: Ticket, said: Mapping[str, str]) -> None:
        board, assignee, due = self._jira.board, said["assignee"] or None, said["due"] or None
        if assignee != ticket.assignee:
            board.assign(ticket.number, assignee)
        if due != ticket.due:
            board.plan(ticket.number, due)
        if said["status"] == WONT:
            self._jira.resolve(ticket.number, WONT)
        elif said["status"] != ticket.status:
            ticket.extra.pop("resolution", None)
            board.move(ticket.number, said["status"])
        if said["comment"]:
            self._jira.says(ticket.number, assignee or "An engineer", said["comment"])

    def _ticket(self, request: web.Request) -> Ticket:
        for one in self._jira.board.tickets.values():
            if key(one) == request.match_info["key"]:
                return one
        raise web.HTTPNotFound(text="There is no such issue")


def _page(title: str, body: str) -> web.Response:
    return web.Response(text=HEAD.format(title=escape(title)) + body, content_type="text/html")


def _form(ticket: Ticket) -> str:
    now = ticket.extra.get("resolution") or ticket.status
    options = "".join(
        f"<option{' selected' if one == now else ''}>{escape(one)}" for one in [*STATES, WONT]
    )
    return f"""<form method="post">
<label>Status <select name="status">{options}</select></label>
<label>Assignee <input name="assignee" value="{escape(ticket.assignee or "")}"></label>
<label>Due <input name="due" type="date" value="{escape(ticket.due or "")}"></label>
<label>Comment <textarea name="comment" rows="2"></textarea></label>
<button>Save</button>
</form>"""


def _html(node: object) -> str:
    """Return a document of Jira's as a page shows it."""
    return "".join(_parts(node))


def _parts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _parts(one)
    elif isinstance(node, dict):
        kind, inside = node.get("type"), _html(node.get("content"))
        tag = {"heading": "h3", "paragraph": "p"}.get(str(kind))
        text = "<br>" if kind == "hardBreak" else escape(str(node.get("text", "")))
        yield f"<{tag}>{inside}</{tag}>" if tag else f"{text}{inside}"
