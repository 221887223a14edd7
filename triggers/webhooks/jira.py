"""Jira Cloud: issues and their comments."""

from collections.abc import Mapping
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from triggers.webhooks.paths import at, facts, items, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

KINDS = ("jira:issue_", "comment_")
DONE = "done"  # the category of every status that ends an issue


def name(post: Post) -> Named:
    """The identifier in the header stays when it is sent again."""
    key = post.headers.get("x-atlassian-webhook-identifier", "")
    return Named(text(post.body, "webhookEvent"), key)


def read(told: Told) -> Signal | None:
    """Read what happened to an issue."""
    issue = mapping(told.body, "issue")
    if not told.kind.startswith(KINDS) or not issue:
        return None
    key = text(issue, "key", "id")
    return Signal(
        type=told.kind,
        id=told.key,
        title=f"{key} {text(issue, 'fields.summary')}".strip(),
        key=f"issue:{key}",
        state=State.resolved if _is_done(issue) else State.info,
        occurred_at=moment(at(told.body, "timestamp")),
        facts={
            **facts(
                issue,
                key="key",
                status="fields.status.name",
                priority="fields.priority.name",
                kind="fields.issuetype.name",
                assignee="fields.assignee.displayName",
                resolution="fields.resolution.name",
                project="fields.project.key",
            ),
            **facts(told.body, event="issue_event_type_name", by="user.displayName"),
            **facts(told.body, comment="comment.body"),
            **_changes(told.body),
        },
        issue=text(issue, "id") or None,
    )


def _is_done(issue: Mapping[str, Any]) -> bool:
    done = text(issue, "fields.status.statusCategory.key") == DONE
    return done or bool(mapping(issue, "fields.resolution"))


def _changes(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what became of each field that changed."""
    changed = items(body, "changelog.items")
    return {
        f"new_{text(one, 'field')}": text(one, "toString") for one in changed if text(one, "field")
    }


SOURCE = Source(SchemeName.jira, name, read)
