"""The end of an incident: paging and timers stop, everybody hears, and each thread goes back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk import escalations
from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import going_on, may_follow
from bot.desk.opener import opener
from bot.desk.paging.showing import name_of_actor
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.room import say as say_in_room
from bot.desk.room import show_card
from bot.desk.sla import clocks
from bot.desk.standing import set_status
from bot.desk.telling.mentions import leads, whose
from bot.desk.tracking.telling import News, tell_issues
from bot.desk.warroom.concerning import about, shown_by_page, still_bad
from bot.desk.warroom.showing import say, show
from bot.desk.warroom.telling import give_back_threads, is_public, tell_public, tell_threads
from bot.desk.warroom.timing import stop_all
from bot.errors import Refused
from bot.views.incidents import lines
from bot.views.text import excerpt, quiet
from store.clocks import Target
from store.followups import Followup
from store.incident_record import Fact
from store.incidents import Cause, Condition, Incident, IncidentStatus
from store.threads import Status, Thread
from store.transaction import Transaction

OVER = "This is resolved."  # the status page takes no end without words
WAITING = (Status.waiting_on_engineering, Status.snoozed)


@dataclass(frozen=True)
class Ending:
    """What it was, what is done about it, and what customers read (empty: nothing).

    Every component works again, but for those that are `not_yet` as they were.
    """

    cause: Cause | None = None
    root_cause: str = ""
    remediation: str = ""
    public: str = ""
    not_yet: Sequence[str] = ()


def resolve(tx: Transaction, desk: Desk, incident_id: int, said: Ending, by: By) -> Incident:
    """Say that an incident is over; its threads are not: their customers have to confirm it."""
    thread, incident = going_on(tx, incident_id)
    may_follow(incident.status, IncidentStatus.resolved)
    if not said.root_cause.strip():
        raise Refused("Say what it was, even when you are not sure yet.")
    public = said.public.strip()
    incident = _mended(tx, desk, incident, said.not_yet, by)
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
    words = public or (OVER if is_public(tx, incident) else "")
    tell_public(tx, desk, after, "resolved", words, still_bad(desk, after))
    tell_threads(tx, after, public, "resolved")
    give_back_threads(tx, after)
    show(tx, desk, after)
    return after


def _mended(
    tx: Transaction, desk: Desk, incident: Incident, not_yet: Sequence[str], by: By
) -> Incident:
    again = [name for name in shown_by_page(desk, incident) if name not in not_yet]
    return about(tx, desk, incident, dict.fromkeys(again, Condition.operational), by)


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
    _tell_engineering(tx, desk, thread, incident)
    if thread.status is Status.resolved:
        return
    show_card(tx, desk, thread)
    if thread.status in WAITING:
        thread = set_status(tx, desk, thread.id, Status.open, BELLHOP)
    tx.timeline.append("incident.returned", BELLHOP.actor, thread.id, after=incident.title)
    steps = excerpt(quiet(_first_words(tx, thread)), 600, 8) or thread.title
    called = whose(tx, thread) or leads(tx, thread.team_id)
    cause = incident.root_cause or ""
    say_in_room(tx, desk, thread, lines.returned(called, incident.title, steps, cause))


def _tell_engineering(tx: Transaction, desk: Desk, thread: Thread, incident: Incident) -> None:
    by = By(incident.resolved_by or BELLHOP.actor, name_of_actor(tx, incident.resolved_by or ""))
    words = lines.over_for_engineering(incident)
    ends = [one for one in tx.incident_record.of(incident.id) if one.fact is Fact.resolved]
    public = next((one.public for one in ends if one.public), OVER)
    tell_issues(tx, desk, thread, News(f"{incident.key}:over", words, public), by)


def _first_words(tx: Transaction, thread: Thread) -> str:
    opening = opener(tx, thread)
    return opening.text if opening is not None else thread.title
