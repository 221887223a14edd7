"""Updates: how it stands for us, and in other words for everybody; and hearing when one is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.desk.alerts import raise_alert
from bot.desk.by import BELLHOP, By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import going_on, may_follow
from bot.desk.telling.mentions import leads, together, whose
from bot.desk.warroom.concerning import about
from bot.desk.warroom.showing import LINE, queue, roles_of, say, show, shown
from bot.desk.warroom.telling import tell_public, tell_threads
from bot.desk.warroom.timing import expect_update, remind_again, update_every
from bot.errors import Refused
from bot.views.incidents import lines
from bot.views.incidents.summary import announcement_late, announcement_unanswered
from store.agents import Agent
from store.followups import Followup
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Condition, Incident, IncidentStatus
from store.threads import Thread
from store.transaction import Transaction

LONGEST = timedelta(days=1)
MOST = 6  # times somebody hears that an update is due


@dataclass(frozen=True)
class Update:
    """What we know, do and need; what customers read (empty: nothing); and when the next one comes.

    `key` makes it happen once; `status` None: it is as far as it was; `within` None: as always;
    components that are not in `components` do as they did.
    """

    key: str
    conditions: str = ""
    actions: str = ""
    needs: str = ""
    public: str = ""
    status: IncidentStatus | None = None
    within: timedelta | None = None
    components: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def words(self) -> Sequence[tuple[str, str]]:
        """The words for us."""
        return (
            ("Conditions", self.conditions.strip()),
            ("Actions", self.actions.strip()),
            ("Needs", self.needs.strip()),
        )

    @property
    def text(self) -> str:
        """The words for us, as the record keeps them."""
        return "\n".join(f"{name}: {text}" for name, text in self.words if text)


def update(tx: Transaction, desk: Desk, incident_id: int, said: Update, by: By) -> Incident:
    """Tell how it stands: in the channel, on the status page, and in every customer's thread."""
    thread, incident = going_on(tx, incident_id)
    line = f"update:{said.key}"
    if tx.deliveries.by_key(f"{incident.key}:{LINE}:{line}") is not None:
        return incident  # the same dialog once more
    _tellable(said, incident.status)
    incident = about(tx, desk, incident, said.components, by)
    incident = _further(tx, incident, said.status or incident.status, by)
    after, public = replace(incident, updated_at=tx.now), said.public.strip()
    every = _bearable(said.within) if said.within else update_every(tx, desk, thread)
    after = tx.incidents.save(expect_update(tx, after, tx.now + every))
    tx.incident_record.append(incident.id, Fact.update, by.actor, said.text, public or None)
    tx.timeline.append("incident.updated", by.actor, thread.id, after=public or None)
    queue(tx, after, LINE, line, line=lines.updated(by.name, said.words, public))
    if public:
        tell_public(tx, desk, after, said.key, public, said.components)
        tell_threads(tx, after, public, said.key)
    show(tx, desk, after)
    return after


def _tellable(said: Update, now: IncidentStatus) -> None:
    public = said.public.strip()
    if not said.text and not public:
        raise Refused("There is nothing to tell yet.")
    if said.components and not public:
        raise Refused("Everybody sees how a component does: tell customers what that means.")
    if said.status is IncidentStatus.resolved:
        raise Refused("Use Resolve…: it asks what it was, and what customers should read.")
    if said.status is not None:
        may_follow(now, said.status)


def _further(tx: Transaction, incident: Incident, to: IncidentStatus, by: By) -> Incident:
    if to is incident.status:
        return incident
    tx.incident_record.append(incident.id, Fact.status, by.actor, str(to))
    tx.timeline.append("incident.moved", by.actor, incident.thread_id, incident.status, to)
    say(tx, incident, lines.moved(by.name, to))
    return replace(incident, status=to)


def put_off(tx: Transaction, desk: Desk, incident_id: int, by_time: timedelta, by: By) -> Incident:
    """Let the next update come so much later than now."""
    _, incident = going_on(tx, incident_id)
    at = tx.now + _bearable(by_time)
    incident = tx.incidents.save(expect_update(tx, incident, at))
    tx.incident_record.append(incident.id, Fact.reminded, by.actor, f"next update {at:%H:%M} UTC")
    say(tx, incident, lines.later(by.name, at))
    show(tx, desk, incident)
    return incident


def told_late(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """An update is due: who communicates hears first, then who commands, then everybody."""
    incident = tx.incidents.lock(followup.payload["incident"])
    if incident is None or incident.over or incident.update_due_at is None:
        return
    times = incident.reminders + 1
    called = _who_updates(tx, incident, thread, times)
    say(tx, incident, lines.update_due(called, incident.update_due_at, times))
    tx.incident_record.append(incident.id, Fact.reminded, BELLHOP.actor, "an update is due")
    if times == MOST:
        late = announcement_late(shown(tx, desk, incident), [one.slack_user for one in called])
        raise_alert(tx, desk, f"{incident.key}:late:{uuid4().hex}", late)
        tx.incidents.save(replace(incident, reminders=times))
        return
    tx.incidents.save(remind_again(tx, incident))
    show(tx, desk, incident)


def customers_wait(tx: Transaction, thread: Thread, due: datetime) -> None:
    """The customer of a thread was promised an update by then; an internal one was none for them."""
    for one in tx.incident_threads.behind([thread.id]):
        incident = tx.incidents.get(one.incident_id)
        if incident is not None:
            called = _who_updates(tx, incident, thread, 1)
            line = lines.customers_wait(called, due)
            queue(tx, incident, LINE, f"wait:{due:%Y%m%dT%H%M}", line=line)  # once for all threads


def unanswered(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Nobody has acknowledged in time: all who can do something hear of it, loudly."""
    incident = tx.incidents.lock(followup.payload["incident"])
    if incident is None or incident.over or incident.acknowledged_at is not None:
        return
    called = leads(tx, thread.team_id)
    seconds = int(desk.config.incidents.acknowledge_within.total_seconds())
    tx.incident_record.append(incident.id, Fact.trouble, BELLHOP.actor, "nobody has acknowledged")
    say(tx, incident, lines.unanswered(called, seconds))
    loud = announcement_unanswered(
        shown(tx, desk, incident), [one.slack_user for one in called], seconds
    )
    raise_alert(tx, desk, f"{incident.key}:unanswered", loud)


def _who_updates(tx: Transaction, incident: Incident, thread: Thread, times: int) -> list[Agent]:
    roles = {role: [agent] for role, agent in roles_of(tx, incident).items() if agent.active}
    communicates, commands = roles.get(Role.communications, []), roles.get(Role.commander, [])
    lead = leads(tx, thread.team_id) or whose(tx, thread)
    first = communicates or commands or lead
    return first if times == 1 else together(first, commands or lead)


def _bearable(span: timedelta) -> timedelta:
    if not timedelta(minutes=1) <= span <= LONGEST:
        raise Refused("The next update comes in at least a minute, and at most a day.")
    return span
