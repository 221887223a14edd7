"""What happened to a thread, in words: a line for each entry of its timeline."""

from collections.abc import Mapping

from bot.views.facts import in_words
from bot.views.lines import PROMISES
from bot.views.status import STATUS
from bot.views.text import clip, escape
from bot.views.times import moment
from store.clocks import Target
from store.threads import Status
from store.timeline import Entry

LONGEST = 60  # characters of a name, or of what something is now
FROM = " from"  # ends the name of what has a value before, and none after
# {} is the value after, else the one before
SAID = {
    "csat.asked": "asked the customer how it was",
    "csat.scored": "gave {} of 5",
    "escalation.acknowledged": "answered the call for help",
    "escalation.paged": "paged {}",
    "escalation.started": "called for help",
    "fix.shipped": "drafted for all whom a fix concerns: {}",
    "incident.declared": "declared an incident",
    "incident.linked": "said that an incident is behind this: {}",
    "incident.returned": "gave this back, as an incident is over: {}",
    "issue.filed": "filed {}",
    "message.deleted": "deleted a message",
    "message.edited": "edited a message",
    "message.received": "wrote",
    "note.added": "wrote a note",
    "reply.failed": "answered, and it was not sent",
    "reply.sent": "answered",
    "sla.breached": "saw that {} is late",
    "sla.warning": "warned that {} is due",
    "thread.acknowledged": "told the customer that it has arrived",
    "thread.assigned": "gave this to {}",
    "thread.assigned from": "released this",
    "thread.created": "opened this",
    "thread.customer_changed": "set customer: {}",
    "thread.dismissed": "said that this is not a request",
    "thread.escalated": "escalated this to {}",
    "thread.field_changed": "set the field {}",
    "thread.field_changed from": "cleared the field {}",
    "thread.followed": "follows this",
    "thread.human_asked": "asked for a person",
    "thread.issue_linked": "linked {}",
    "thread.issue_unlinked from": "unlinked {}",
    "thread.labeled": "added the label {}",
    "thread.merged": "merged this into {}",
    "thread.merged from": "merged {} into this",
    "thread.message_added": "added a message",
    "thread.messages_moved": "moved messages to {}",
    "thread.messages_moved from": "moved messages here from {}",
    "thread.noted": "wrote a note",
    "thread.priority_changed": "set priority: {}",
    "thread.reopened": "reopened this",
    "thread.resolved": "resolved this",
    "thread.severity_changed": "set severity: {}",
    "thread.severity_changed from": "cleared severity: {}",
    "thread.snoozed": "snoozed this",
    "thread.status_changed": "set status: {}",
    "thread.team_changed": "set team: {}",
    "thread.unlabeled from": "removed the label {}",
    "thread.woken": "woke this",
    "trigger.fired": "told of a signal",
    "workflow.handed_over": "handed this over: {}",
}


def happened(entry: Entry, names: Mapping[str, str]) -> str:
    """Return who did what and when; `names` tells who the actors are."""
    who = clip(names.get(entry.actor, entry.actor), LONGEST)
    return f"{moment(entry.at)}  *{escape(who)}* {_what(entry, who)}"


def _what(entry: Entry, who: str) -> str:
    value = _value(entry.before if entry.after is None else entry.after)
    if entry.event == "thread.assigned" and value == who:
        return "claimed this"
    gone = entry.after is None and entry.before is not None
    said = SAID.get(f"{entry.event}{FROM}" if gone else entry.event)
    if said is None or ("{}" in said and not value):
        said = entry.event.removeprefix("thread.").replace(".", " ").replace("_", " ")
        return escape(clip(said, LONGEST))
    return said.replace("{}", escape(clip(value, LONGEST)))


def _value(value: object) -> str:
    match value:
        case {"target": str(target)} if target in PROMISES:
            return PROMISES[Target(target)][0]
        case {"team": str(one)} | {"field": str(one)}:
            return one
        case str() if value in STATUS:
            return STATUS[Status(value)].partition(" ")[2]
        case str() | int():
            return str(in_words(value))
        case _:
            return ""
