"""Linear: issues, their comments and SLAs, and projects. Its window is one minute."""

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from triggers.webhooks.paths import at, facts, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

KINDS = frozenset({"Issue", "Comment", "IssueSLA", "Project"})
OVER = frozenset({"completed", "canceled"})


def name(post: Post) -> Named:
    """What it is about and what was done; the delivery has an id in a header."""
    kind = f"{text(post.body, 'type')}.{text(post.body, 'action')}"
    return Named(kind, post.headers.get("linear-delivery", ""))


def read(told: Told) -> Signal | None:
    """Read what happened to an issue, or to a project."""
    about = text(told.body, "type")
    if about not in KINDS:
        return None
    thing = mapping(told.body, "issueData" if about == "IssueSLA" else "data")
    # a comment and an SLA are about an issue
    key = text(thing, "issueId", "id") or told.key
    over = about == "Issue" and text(thing, "state.type") in OVER
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(thing, "title", "name", "issue.title", "body") or about,
        key=f"{'project' if about == 'Project' else 'issue'}:{key}",
        state=State.resolved if over else State.info,
        occurred_at=moment(at(told.body, "createdAt")),
        facts=facts(
            thing,
            identifier="identifier",
            number="number",
            state="state.name",
            priority="priorityLabel",
            team="team.name",
            assignee="assignee.name",
            comment="body",
        ),
        link=link(told.body, "url", "linear.app"),
        issue=None if about == "Project" else key,
    )


SOURCE = Source(SchemeName.linear, name, read)
