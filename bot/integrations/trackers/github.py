"""GitHub issues, REST: a repository may be open to everybody, and then little may be said there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from bot.errors import Rejected
from bot.integrations.trackers.api import Api, Gone
from bot.integrations.trackers.markdown import (
    block,
    key_in,
    marked,
    quiet,
    unmarked,
    written,
)
from bot.integrations.trackers.tracker import Comment, Draft, Issue, day_in, own_id
from bot.integrations.words import one_line
from store.links import Stage

LAST = 100
MOVED = (301, 302, 307, 308)
SKEW = timedelta(minutes=5)  # our clock may be ahead of theirs
PUBLIC = "{} is public, and integrations.github.public does not say that it may be"
NOT_DONE = frozenset(("not_planned", "duplicate"))


@dataclass(frozen=True)
class GitHub:
    """One repository; `shown` are the sections that a public one may have, None: it may not be."""

    api: Api
    repo: str
    labels: Sequence[str] = ()
    shown: frozenset[str] | None = None

    @property
    def behind(self) -> timedelta:
        """Its list knows an issue at once."""
        return timedelta()

    async def probe(self) -> None:
        """Look at the repository."""
        await self.api.ask("GET", f"/repos/{self.repo}", wanted=MOVED)

    async def mismatches(self) -> Sequence[str]:
        """Look whether the repository takes issues, and our labels."""
        try:
            answer = await self.api.ask("GET", f"/repos/{self.repo}", wanted=MOVED)
        except Gone:
            return [f"GitHub has no {self.repo}, or does not show it to us"]
        if answer.status in MOVED:
            return [f"{self.repo} has another name now"]
        found = answer.value
        may = found.get("permissions") or {}
        labels = self.labels and may and not (may.get("triage") or may.get("push"))
        wrong = {
            PUBLIC.format(self.repo): self.shown is None and _is_open(found),
            f"issues of {self.repo} are switched off": found.get("has_issues") is False,
            f"{self.repo} is archived": found.get("archived") is True,
            f"GitHub does not let us set labels in {self.repo}": labels,
        }
        return [what for what, is_so in wrong.items() if is_so]

    async def create(self, draft: Draft) -> Issue:
        """Create an issue; labels are left out by GitHub, silently, where we may not set them."""
        public = await self._is_public(self.repo)
        shown = {name.casefold() for name in self.shown or ()}
        sections = [one for one in draft.sections if not public or one[0].casefold() in shown]
        body = {
            "title": one_line(quiet(draft.title), 256),
            "body": marked(written(sections, None if public else draft.back), own_id(draft.key)),
            "labels": list(self.labels),
        }
        made = (await self.api.ask("POST", f"/repos/{self.repo}/issues", body)).value
        taken = {one.get("name") for one in made.get("labels", ())}
        dropped = () if set(self.labels) <= taken else ("labels",)
        return _issue(self.repo, made, dropped=dropped)

    async def created(self, key: str, since: datetime) -> Issue | None:
        """Look through the list, which knows it at once; the search would later."""
        query = {"state": "all", "sort": "created", "direction": "desc", "since": _written(since)}
        for page in count(1):
            listed = urlencode({**query, "per_page": LAST, "page": page})
            issues = (await self.api.ask("GET", f"/repos/{self.repo}/issues?{listed}")).value
            for found in issues:
                ours = key_in(found.get("body") or "") == own_id(key)
                if ours and "pull_request" not in found:
                    return _issue(self.repo, found)
            if len(issues) < LAST:
                break
        return None

    async def read(self, issue: str) -> Issue:
        """Return an issue with its last comments."""
        repo, number = _parts(issue)
        found = await self._followed(f"/repos/{repo}/issues/{number}")
        repo = _repo_of(found) or repo
        total = int(found.get("comments") or 0)
        comments = await self._comments(id_of(repo, found["number"]), total)
        return _issue(repo, found, comments, total <= LAST)

    async def comment(self, issue: str, text: str, key: str) -> str:
        """Say something about an issue."""
        repo, number = _parts(issue)
        await self._is_public(repo)
        body = {"body": marked(block(text), own_id(key))}
        path = f"/repos/{repo}/issues/{number}/comments"
        return str((await self.api.ask("POST", path, body)).value["id"])

    async def commented(self, issue: str, key: str) -> str | None:
        """Look among the last comments."""
        found = [one for one in (await self.read(issue)).comments if one.key == own_id(key)]
        return found[0].id if found else None

    async def point_back(self, issue: str, back: tuple[str, str]) -> None:
        """GitHub has no place for links beside an issue; what we create has it in its text."""

    async def attach(self, issue: str, name: str, body: bytes) -> None:
        """Refuse: GitHub has no way to do that, but for people in a browser."""
        raise Rejected("GitHub takes no files but from people")

    async def files(self, issue: str) -> Sequence[str]:
        """Return none."""
        return ()

    async def _followed(self, path: str) -> Mapping[str, Any]:
        """Return what is there, or where it moved to: with its repository, or alone."""
        answer = await self.api.ask("GET", path, wanted=MOVED)
        if answer.status in MOVED:
            there = answer.headers.get("location", "")
            if not there.startswith(f"{self.api.url}/"):  # nobody else gets our token
                raise Gone("GitHub: it moved to where we do not follow")
            answer = await self.api.ask("GET", there.removeprefix(self.api.url))
        found: Mapping[str, Any] = answer.value
        return found

    async def _is_public(self, repo: str) -> bool:
        """Return whether everybody can read it; Rejected where that is not allowed."""
        found = (await self.api.ask("GET", f"/repos/{repo}")).value
        public = _is_open(found)
        if public and self.shown is None:
            raise Rejected(f"GitHub: {PUBLIC.format(repo)}")
        return public

    async def _comments(self, issue: str, total: int) -> list[Comment]:
        """Return the last comments: they come oldest first, so on the last pages."""
        repo, number = _parts(issue)
        pages = range(max(1, (total + LAST - 1) // LAST - 1), max(1, -(-total // LAST)) + 1)
        said: list[dict[str, Any]] = []
        for page in pages:
            path = f"/repos/{repo}/issues/{number}/comments?per_page={LAST}&page={page}"
            said += (await self.api.ask("GET", path)).value
        return [_comment(one) for one in said]


def _is_open(found: Mapping[str, Any]) -> bool:
    return found.get("private") is not True  # what does not say so is open to everybody


def _issue(
    repo: str,
    found: Mapping[str, Any],
    comments: Sequence[Comment] = (),
    whole: bool = False,
    dropped: Sequence[str] = (),
) -> Issue:
    if "pull_request" in found:
        raise Gone(f"GitHub: {repo}#{found['number']} is a pull request, no issue")
    assignee = (found.get("assignee") or {}).get("login")
    stage = _stage(found, assignee)
    reason = str(found.get("state_reason") or "").replace("_", " ")
    return Issue(
        id_of(repo, found["number"]),
        f"{repo.partition('/')[2]}#{found['number']}",
        str(found["html_url"]),
        str(found["title"]),
        reason if found["state"] == "closed" and reason else str(found["state"]),
        stage,
        datetime.fromisoformat(found["updated_at"]),
        assignee,
        comments,
        whole,
        dropped,
        day_in((found.get("milestone") or {}).get("due_on")),
    )


def _stage(found: Mapping[str, Any], assignee: str | None) -> Stage | None:
    match found["state"]:
        case "open":
            return Stage.acknowledged if assignee else Stage.queued
        case "closed":
            reason = found.get("state_reason")
            return Stage.not_done if reason in NOT_DONE else Stage.done
        case _:
            return None


def _comment(said: Mapping[str, Any]) -> Comment:
    body, author = str(said.get("body") or ""), (said.get("user") or {}).get("login")
    return Comment(str(said["id"]), str(author or "somebody"), unmarked(body), key_in(body))


def _repo_of(found: Mapping[str, Any]) -> str:
    return "/".join(str(found.get("repository_url") or "").split("/")[-2:])


def id_of(repo: str, number: object) -> str:
    """Return how an issue is known: GitHub takes names of repositories in any case."""
    return f"{repo.lower()}#{number}"


def _parts(issue: str) -> tuple[str, str]:
    repo, _, number = issue.partition("#")
    return quote(repo), quote(number, safe="")


def _written(since: datetime) -> str:
    return (since - SKEW).strftime("%Y-%m-%dT%H:%M:%SZ")
