"""Events: what can start a workflow, and what on the timeline tells of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.workflows.language.definition import MANUAL, SCHEDULE

FOLLOWUP_DUE = "followup.due"
THREAD_RESOLVED = frozenset({"thread.resolved", "thread.dismissed"})
STATUS = (
    "thread.status_changed",
    "thread.resolved",
    "thread.dismissed",
    "thread.snoozed",
    "thread.woken",
    "thread.reopened",
)
# events of the timeline that say which field of a thread changed
CHANGES: Mapping[str, str] = {
    "thread.assigned": "assignee",
    "thread.priority_changed": "priority",
    "thread.severity_changed": "severity",
    "thread.customer_changed": "customer",
    "thread.team_changed": "team",
    "thread.labeled": "labels",
    "thread.unlabeled": "labels",
    "thread.field_changed": "fields",
    **dict.fromkeys(STATUS, "status"),
}
SAID = ("thread.created", "message.received", "reply.sent")
EVENTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "thread.created": ("a thread was opened", ("thread.created",)),
    "thread.updated": ("any field of a thread changed: event.field, before, after", (*CHANGES,)),
    "thread.assigned": ("someone got a thread, or nobody has it now", ("thread.assigned",)),
    "thread.status_changed": ("a thread stands elsewhere: event.before, after", STATUS),
    "thread.reopened": ("a resolved thread is open again", ("thread.reopened",)),
    "thread.priority_changed": ("the order of work changed", ("thread.priority_changed",)),
    "thread.severity_changed": ("the harm changed", ("thread.severity_changed",)),
    "label.added": ("a thread got a label: event.after", ("thread.labeled",)),
    "label.removed": ("a thread lost a label: event.before", ("thread.unlabeled",)),
    "message.created": ("someone said something: message.author, message.text", SAID),
    "csat.scored": ("the customer said how it was: event.after", ("csat.scored",)),
    "sla.warning": ("an answer is due soon", ("sla.warning",)),
    "sla.breached": ("an answer is late", ("sla.breached",)),
    FOLLOWUP_DUE: ("the time of a follow-up has come", (FOLLOWUP_DUE,)),
    "webhook.received": ("another system told us something", ("webhook.received",)),
    "trigger.fired": (
        "a rule of `triggers:` acts: `event.source`, `event.body`",
        ("trigger.fired",),
    ),
    SCHEDULE: ("the time of a schedule has come, for each thread that fits", ()),
    MANUAL: ("someone started it with a button, a shortcut or a command", ()),
}
# what another system told starts workflows only when its entry says so
ACTS: Mapping[str, str] = {"webhook.received": "may_act", "trigger.fired": "acts"}
_TOLD_BY: dict[str, list[str]] = {}
for _name, (_, _entries) in EVENTS.items():
    for _entry in _entries:
        _TOLD_BY.setdefault(_entry, []).append(_name)


@dataclass(frozen=True)
class Event:
    """Something that happened, as workflows see it; `chain` are those that led to it."""

    name: str
    thread_id: int | None
    body: Mapping[str, Any] = field(default_factory=dict)
    chain: tuple[str, ...] = ()


def events_of(entry: Mapping[str, Any]) -> Iterator[Event]:
    """Yield the events that an entry of the timeline tells of."""
    told = str(entry["event"])
    for name in _TOLD_BY.get(told, ()):
        body = {
            "name": name,
            "actor": entry["actor"],
            "before": entry["before"],
            "after": entry["after"],
        }
        if told == "thread.field_changed":
            body |= _of_field(entry)
        elif name == "thread.updated":
            body["field"] = CHANGES[told]
        if name in ACTS:
            told_of = entry["after"]
            if not told_of[ACTS[name]]:
                continue  # nobody knows for certain who sent it, or it is a matter of people
            body |= {"source": entry["before"], "body": told_of, "customer": told_of["customer_id"]}
        chain: tuple[str, ...] = ()
        if name == FOLLOWUP_DUE:
            chain, body["before"] = tuple(entry["before"] or ()), None
        yield Event(name, entry["thread_id"], body, chain)


def _of_field(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return which custom field changed, and its values."""
    before, after = entry["before"] or {}, entry["after"] or {}
    name = f"fields.{after.get('field') or before.get('field')}"
    return {"field": name, "before": before.get("value"), "after": after.get("value")}
