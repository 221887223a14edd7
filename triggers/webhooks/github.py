"""GitHub: issues, pull requests, deployments and releases. It never tries again."""

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal, State
from triggers.webhooks.paths import at, facts, items, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

FAILED = frozenset({"failure", "error"})
KINDS = ("issues", "issue_comment", "pull_request", "deployment_status", "release")


def name(post: Post) -> Named:
    """Both are in headers; the action, where there is one, is in the body."""
    event, action = post.headers.get("x-github-event", ""), text(post.body, "action")
    kind = f"{event}.{action}" if action else event
    return Named(kind, post.headers.get("x-github-delivery", ""))


def read(told: Told) -> Signal | None:
    """Read what happened to an issue, a pull request, a deployment or a release."""
    event = told.kind.partition(".")[0]
    if event not in KINDS:
        return None
    if event == "deployment_status":
        return _deployment(told)
    return _release(told) if event == "release" else _issue(told)


def _issue(told: Told) -> Signal:
    thing = mapping(told.body, "pull_request") or mapping(told.body, "issue")
    repository = text(told.body, "repository.full_name")
    labels = [text(label, "name") for label in items(thing, "labels")]
    closed = told.kind.endswith(".closed")
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(thing, "title"),
        key=f"{repository}#{text(thing, 'number')}",
        state=State.resolved if closed else State.info,
        occurred_at=moment(at(thing, "updated_at")),
        facts={
            **facts(thing, number="number", state="state", reason="state_reason", merged="merged"),
            **facts(told.body, by="sender.login", label="label.name", comment="comment.body"),
            "repository": repository,
            "labels": ", ".join(labels),
        },
        link=link(thing, "html_url"),
        issue=f"{repository.lower()}#{text(thing, 'number')}",
    )


def _deployment(told: Told) -> Signal:
    repository = text(told.body, "repository.full_name")
    environment = text(told.body, "deployment_status.environment", "deployment.environment")
    state = text(told.body, "deployment_status.state")
    finished = State.resolved if state == "success" else State.info
    return Signal(
        type=f"deployment_status.{state}",
        id=told.key,
        title=f"Deployment of {repository} to {environment}: {state}",
        key=f"deployment:{repository}:{environment}",
        state=State.firing if state in FAILED else finished,
        occurred_at=moment(at(told.body, "deployment_status.created_at")),
        facts={
            **facts(told.body, ref="deployment.ref", by="sender.login"),
            **facts(told.body, text="deployment_status.description"),
            "repository": repository,
            "environment": environment,
        },
        link=link(told.body, "deployment_status.target_url"),
    )


def _release(told: Told) -> Signal:
    repository = text(told.body, "repository.full_name")
    return Signal(
        type=told.kind,
        id=told.key,
        title=f"{repository} {text(told.body, 'release.name', 'release.tag_name')}",
        key=f"release:{repository}:{text(told.body, 'release.tag_name')}",
        occurred_at=moment(at(told.body, "release.published_at")),
        facts={"repository": repository, **facts(told.body, tag="release.tag_name")},
        link=link(told.body, "release.html_url"),
    )


SOURCE = Source(SchemeName.github, name, read)
