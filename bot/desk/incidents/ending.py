"""The end of an incident: paging and timers stop, everybody hears, and each thread goes back."""

from dataclasses import dataclass, replace

from bot.desk import escalations
from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import going_on, may_follow
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.room import say as say_in_room
from bot.desk.sla import clocks
from bot.desk.standing import set_status
from bot.desk.telling.mentions import whose
from bot.desk.warroom.showing import say, show
from bot.desk.warroom.telling import give_back_threads, tell_public, tell_threads
from bot.desk.warroom.timing import stop_all
from bot.errors import Refused
from bot.views.incidents import lines
from bot.views.text import excerpt, quiet
from store.clocks import Target
from store.followups import Followup
from store.incident_record import Fact
from store.incidents import Cause, Incident, IncidentStatus
from store.threads import Status, Thread
from store.transaction import Transaction

OVER = "This is resolved."  # the status page takes no end without words
WAITING = (Status.waiting_on_engineering, Status.snoozed)


@dataclass(frozen=True)
class Ending:
    """What it was, what is done about it, and what customers read (empty: nothing)."""

    cause: Cause | None = None
    root_cause: str = ""
    remediation: str = ""
    public: str = ""


def resolve(tx: Transaction, desk: Desk, incident_id: int, said: Ending, by: By) -> Incident:
    """Say that an incident is over; its threads are not: their customers have to confirm it."""
    thread, incident = going_on(tx, incident_id)
    may_follow(incident.status, IncidentStatus.resolved)
    if not said.root_cause.strip():
        raise Refused("Say what it was, even when you are not sure yet.")
    public = said.public.strip()
    after = replace(
        incident,
        status=IncidentStatus.resolved,
        resolved_by=by.actor,
        resolved_at=tx.now,
        update_due_at=None,
        cause=said.cause,
        root_cause=said.root_cause.strip(),
        remediation=said.remediation.strip() or None,
    )
    after = tx.incidents.save(after)
    tx.incident_record.append(incident.id, Fact.resolved, by.actor, said.root_cause, public or None)
    tx.timeline.append("incident.resolved", by.actor, thread.id, incident.status, after.status)
    stop_all(tx, incident)
    escalations.stop(tx, desk, thread, by, "resolved the incident")
    for one in tx.escalations.of(thread.id):
        tx.escalations.look_at(one.id, None)  # nothing has to happen after an answer any more
    say(tx, after, lines.resolved(by.name, said.root_cause))
    tell_public(tx, desk, after, "resolved", public or OVER)
    tell_threads(tx, after, public, "resolved")
    give_back_threads(tx, after)
    show(tx, desk, after)
    return after


def tell_customer(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Tell the customer of a thread that we hold what everybody may know."""
    incident = tx.incidents.get(followup.payload["incident"])
    if incident is None or thread.status is Status.resolved:
        return
    answer = Reply(thread.id, followup.payload["text"], followup.key)
    try:
        reply_as_bellhop(tx, desk, answer, By(BELLHOP.actor, "the incident"))
    except Refused as refused:
        say_in_room(tx, desk, thread, lines.untold(str(refused)))
        return
    clocks.keep(tx, thread, Target.update)
    if not incident.over:
        clocks.start(tx, desk, thread, Target.update)


def give_back(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Let whoever has a thread that we hold ask the customer whether it works again."""
    incident = tx.incidents.get(followup.payload["incident"])
    if incident is None or not tx.incident_threads.give_back(incident.id, thread.id):
        return
    clocks.cancel(tx, thread, Target.update)
    if thread.status is Status.resolved:
        return
    if thread.status in WAITING:
        thread = set_status(tx, desk, thread.id, Status.open, BELLHOP)
    tx.timeline.append("incident.returned", BELLHOP.actor, thread.id, after=incident.title)
    steps = excerpt(quiet(_first_words(tx, thread)), 600, 8) or thread.title
    called = whose(tx, thread)
    cause = incident.root_cause or ""
    say_in_room(tx, desk, thread, lines.returned(called, incident.title, steps, cause))


def _first_words(tx: Transaction, thread: Thread) -> str:
    root = tx.messages.by_ts(thread.channel, thread.root_ts) if thread.root_ts else None
    return root.text if root is not None else thread.title
