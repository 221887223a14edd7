"""Incidents: declaring, leading and ending them, and what was written down."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

from bot.desk.by import By
from bot.desk.declaring import Declaration
from bot.desk.desk import Desk
from bot.desk.incidents import ending, exporting, leading, roles, updating
from bot.desk.incidents.ending import Ending
from bot.desk.incidents.updating import Update
from bot.desk.warroom.showing import roles_of, thread_of
from store.incidents import Incident
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, thread_named
from triggers.api.incident_shapes import (
    Declare,
    EntryView,
    Give,
    IncidentDetails,
    IncidentPage,
    IncidentQuery,
    IncidentView,
    LinkThread,
    Move,
    PutOff,
    Resolve,
    RoleView,
    Tell,
    Written,
)
from triggers.api.pages import after_of
from triggers.api.problem import known
from triggers.api.route import Ask
from triggers.api.shapes import ByAnyone, Nothing

G = TypeVar("G", bound=ByAnyone)


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
