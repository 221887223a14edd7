"""Incidents: declaring, leading and ending them, and what was written down."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from uuid import uuid4

from pydantic import Field

from bot.desk.by import By
from bot.desk.declaring import Declaration
from bot.desk.desk import Desk
from bot.desk.incidents import ending, exporting, leading, roles, updating
from bot.desk.incidents.ending import Ending
from bot.desk.incidents.updating import Update
from bot.desk.warroom.showing import roles_of, thread_of
from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Cause, Condition, Incident, IncidentStatus
from store.threads import Severity
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, thread_named
from triggers.api.pages import Page, after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Nothing, Paged, Ref, Text, Word

G = TypeVar("G", bound=ByAnyone)
Words = Annotated[Text, Field(max_length=3000)]
Minutes = Annotated[int, Field(ge=1, le=1440)]


class IncidentQuery(Paged):
    """Which incidents, the newest first."""

    state: IncidentStatus | None = None


class Declare(ByAnyone):
    """What is broken, how much harm it does, and what customers read at once."""

    title: Annotated[Text, Field(max_length=200)] = Field(
        default="", description="Empty: the thread's."
    )
    severity: Severity | None = Field(
        default=None, description="null: as it is, or SEV1 where nobody said."
    )
    public: Words | None = Field(
        default=None, description="null: the words of bellhop.yml; empty: nothing yet."
    )
    components: dict[Word, Condition] | None = Field(
        default=None, description="Of the status page; null: those that labels of the thread name."
    )


class Move(ByAnyone):
    """How far it is: one step on, or any steps back; to end it, resolve it."""

    status: IncidentStatus


class Tell(ByAnyone):
    """How it stands: for us, and in `public` for every customer."""

    conditions: Words = ""
    actions: Words = ""
    needs: Words = ""
    public: Words = ""
    status: IncidentStatus | None = None
    next_minutes: Minutes | None = Field(default=None, description="null: as always.")
    components: dict[Word, Condition] = Field(
        default_factory=dict, description="How they do now; the others do as they did."
    )


class Give(ByAnyone):
    """Who does what from now on."""

    role: Role
    to: Word


class LinkThread(ByAnyone):
    """A customer's thread that suffers from it too."""

    thread: Word


class PutOff(ByAnyone):
    """When the next update comes, counted from now."""

    minutes: Minutes


class Resolve(ByAnyone):
    """What it was, what is done about it, and what customers read."""

    cause: Cause | None = None
    root_cause: Annotated[Words, Field(min_length=1)]
    remediation: Words = ""
    public: Words = ""
    not_yet: list[Word] = Field(
        default_factory=list, description="Components that do not work again."
    )


class RoleView(Answer):
    """Who has a role now."""

    role: Role
    agent: str


class IncidentView(Answer):
    """An incident; `channel` is null until Slack has made it."""

    id: int
    thread: Ref = Field(validation_alias="thread_id")
    title: str
    status: IncidentStatus
    severity: Severity | None = None
    declared_by: str
    declared_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    channel: str | None
    channel_name: str | None
    status_page: str | None
    updated_at: datetime
    update_due_at: datetime | None
    resolved_by: str | None
    resolved_at: datetime | None
    cause: Cause | None
    root_cause: str | None
    remediation: str | None
    exported_at: datetime | None
    archived_at: datetime | None
    components: dict[str, Condition]
    roles: list[RoleView] = Field(default_factory=list)
    threads: list[Ref] = Field(default_factory=list)


class IncidentPage(Page[IncidentView]):
    """Some incidents."""


class EntryView(Answer):
    """One thing that happened; `public` is what customers read."""

    at: datetime
    actor: str
    fact: Fact
    text: str
    public: str | None


class IncidentDetails(Answer):
    """An incident with what happened, oldest first."""

    incident: IncidentView
    timeline: list[EntryView]


class Written(Answer):
    """The written summary, in Markdown."""

    markdown: str


async def listed(ask: Ask[IncidentQuery]) -> IncidentPage:
    """Return a page of incidents."""
    query, after = ask.given, after_of(ask.given.cursor)

    def found(tx: Transaction) -> IncidentPage:
        rows = tx.incidents.page(query.state, after, query.limit + 1)
        return IncidentPage.of(rows, query.limit, lambda one: _view(tx, one))

    return await ask.deps.store.read(found)


async def shown(ask: Ask[Nothing]) -> IncidentDetails:
    """Return an incident with what happened."""

    def found(tx: Transaction) -> IncidentDetails:
        incident = _known(tx, ask.id)
        entries = [EntryView.model_validate(one) for one in tx.incident_record.of(incident.id)]
        return IncidentDetails(incident=_view(tx, incident), timeline=entries)

    return await ask.deps.store.read(found)


async def exported(ask: Ask[Nothing]) -> Written:
    """Return the written summary; that it was read changes nothing."""

    def found(tx: Transaction) -> Written:
        text = exporting.markdown(tx, ask.deps.desk, _known(tx, ask.id))
        return Written(markdown=text)

    return await ask.deps.store.read(found)


async def declared(ask: Ask[Declare]) -> IncidentView:
    """Declare an incident of a thread; while it lasts, once more changes nothing."""

    def rule(tx: Transaction) -> IncidentView:
        given, by = ask.given, by_of(tx, ask.given.agent)
        thread = thread_named(tx, ask.path["ref"])
        said = Declaration(given.title, given.public, given.components)
        desk = ask.deps.desk
        incident = leading.declare_by_hand(tx, desk, thread.id, given.severity, said, by)
        return _view(tx, incident)

    return await ask.deps.store.write(rule)


async def told(ask: Ask[Tell]) -> IncidentView:
    """Tell how it stands; a second time with the same key tells nobody anything."""
    given, key = ask.given, ask.idempotency_key or uuid4().hex
    within = None if given.next_minutes is None else timedelta(minutes=given.next_minutes)
    words = (given.conditions, given.actions, given.needs, given.public)
    said = Update(key, *words, given.status, within, given.components)

    def rule(tx: Transaction) -> IncidentView:
        incident, by = _known(tx, ask.id), by_of(tx, given.agent)
        return _view(tx, updating.update(tx, ask.deps.desk, incident.id, said, by))

    return await ask.deps.store.write(rule)


def _changes(
    rule: Callable[[Transaction, Desk, int, G, By], Incident],
) -> Callable[[Ask[G]], Awaitable[IncidentView]]:
    async def endpoint(ask: Ask[G]) -> IncidentView:
        def decided(tx: Transaction) -> IncidentView:
            incident, by = _known(tx, ask.id), by_of(tx, ask.given.agent)
            return _view(tx, rule(tx, ask.deps.desk, incident.id, ask.given, by))

        return await ask.deps.store.write(decided)

    return endpoint


def _acknowledge(tx: Transaction, desk: Desk, id_: int, _given: ByAnyone, by: By) -> Incident:
    return leading.acknowledge(tx, desk, id_, by)


def _move(tx: Transaction, desk: Desk, id_: int, given: Move, by: By) -> Incident:
    return leading.move(tx, desk, id_, given.status, by)


def _give(tx: Transaction, desk: Desk, id_: int, given: Give, by: By) -> Incident:
    return roles.give_role(tx, desk, id_, given.role, agent_named(tx, given.to, "to"), by)


def _link(tx: Transaction, desk: Desk, id_: int, given: LinkThread, by: By) -> Incident:
    return leading.link(tx, desk, id_, thread_named(tx, given.thread, "thread").id, by)


def _put_off(tx: Transaction, desk: Desk, id_: int, given: PutOff, by: By) -> Incident:
    return updating.put_off(tx, desk, id_, timedelta(minutes=given.minutes), by)


def _resolve(tx: Transaction, desk: Desk, id_: int, given: Resolve, by: By) -> Incident:
    said = Ending(given.cause, given.root_cause, given.remediation, given.public, given.not_yet)
    return ending.resolve(tx, desk, id_, said, by)


def _write(tx: Transaction, desk: Desk, id_: int, _given: ByAnyone, by: By) -> Incident:
    return exporting.written(tx, desk, id_, by)


acknowledged = _changes(_acknowledge)
moved = _changes(_move)
given = _changes(_give)
linked = _changes(_link)
put_off = _changes(_put_off)
resolved = _changes(_resolve)
written = _changes(_write)


def _known(tx: Transaction, incident_id: int) -> Incident:
    return known(tx.incidents.get(incident_id), "incident", incident_id)


def _view(tx: Transaction, incident: Incident) -> IncidentView:
    now = roles_of(tx, incident).items()
    return IncidentView.model_validate(incident).model_copy(
        update={
            "severity": thread_of(tx, incident).severity,
            "roles": [RoleView(role=role, agent=agent.key) for role, agent in now],
            "threads": [f"T-{one.thread_id}" for one in tx.incident_threads.of(incident.id)],
        }
    )
