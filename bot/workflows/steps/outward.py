"""Steps that tell other systems, or start other workflows."""

from typing import Annotated, Any

from pydantic import Field

from bot.config.section import matching
from bot.desk.webhooks_out import Notice, queue_webhook
from bot.workflows.at import At, Effect, Kind
from bot.workflows.language.definition import Args
from bot.workflows.language.marks import Endpoint


class SendWebhook(Args):
    """`send_webhook: {endpoint: crm, type: thread.escalated, data: {…}}`."""

    endpoint: Endpoint
    type: Annotated[str, matching(r"[a-zA-Z0-9_.]{1,100}", "a type like thread.escalated")] = (
        "workflow.told"
    )
    data: dict[str, Any] = Field(default_factory=dict)


def take_webhook(args: SendWebhook, at: At) -> Effect:
    """Queue a signed webhook; the courier tries for a day."""
    about = {"workflow": at.workflow.name, "run": at.run.id, "thread": at.facts.get("thread.ref")}
    data = {**about, **at.value(args.data)}
    notice = Notice(at.plain(args.endpoint), at.key, args.type, data, at.run.thread_id)

    def apply() -> None:
        queue_webhook(at.tx, at.desk, notice)

    return Effect(f"webhook {args.type} to {notice.endpoint}", apply)


KINDS = (Kind("send_webhook", "tells another system, signed", SendWebhook, take_webhook),)
