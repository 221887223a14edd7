"""The dialogs of an incident, with what they need to know."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incidents import exporting
from bot.desk.paging.paths import AGENT, TEAM, known_paths
from bot.desk.warroom.concerning import as_bad_as, components_of, named_by_labels, still_bad
from bot.desk.warroom.showing import company_of, roles_of, shown, thread_of
from bot.desk.warroom.timing import update_every
from bot.views import ids
from bot.views.incidents import dialogs
from bot.views.incidents.components import asked
from store.incidents import Incident
from store.thread_list import UNRESOLVED, Filter
from store.threads import Thread
from store.transaction import Transaction

View = dict[str, Any]
Draw = Callable[[Transaction, Desk, Incident], View]


def drawn_update(tx: Transaction, desk: Desk, one: Incident, preview: str | None = None) -> View:
    """Draw the dialog of an update."""
    drawn, state = shown(tx, desk, one), as_bad_as(thread_of(tx, one).severity)
    components = asked(components_of(desk), state, now=drawn.components)
    return dialogs.update(drawn, _cadence(tx, desk, one), components, preview)


def drawn_declare(tx: Transaction, desk: Desk, thread: Thread) -> View:
    """Draw the dialog that declares one."""
    chosen, state = named_by_labels(tx, desk, thread), as_bad_as(thread.severity)
    components = asked(components_of(desk), state, list(chosen))
    return dialogs.declare(thread, desk.config.incidents.first_words, components)


def drawn_resolve(_tx: Transaction, desk: Desk, one: Incident) -> View:
    """Draw the dialog that ends one."""
    return dialogs.resolve(one, still_bad(desk, one))


def _cadence(tx: Transaction, desk: Desk, one: Incident) -> int:
    return int(update_every(tx, desk, thread_of(tx, one)).total_seconds()) // 60


def _roles(tx: Transaction, _desk: Desk, one: Incident) -> View:
    agents = [agent for agent in tx.agents.all() if agent.active]
    return dialogs.roles(one, agents, roles_of(tx, one))


def _link(tx: Transaction, _desk: Desk, one: Incident) -> View:
    known_by = {each.thread_id for each in tx.incident_threads.of(one.id)}
    page = tx.thread_list.page(Filter(UNRESOLVED), limit=100)
    others = [thread for thread in page.threads if thread.id not in known_by]
    return dialogs.link(one, [(thread, company_of(tx, thread)) for thread in others])


def _page(tx: Transaction, desk: Desk, one: Incident) -> View:
    agents = [(f"{AGENT}{agent.key}", agent.name) for agent in tx.agents.all() if agent.active]
    teams = [(f"{TEAM}{team}", f"The team {team}") for team in desk.config.teams]
    paths = [(path, f"The path {path}") for path in known_paths(desk)]
    return dialogs.page(one, [*agents, *teams, *paths])


def _severity(tx: Transaction, _desk: Desk, one: Incident) -> View:
    return dialogs.severity(one, thread_of(tx, one))


def _snooze(tx: Transaction, desk: Desk, one: Incident) -> View:
    return dialogs.snooze(one, _cadence(tx, desk, one))


def _export(tx: Transaction, desk: Desk, one: Incident) -> View:
    return dialogs.export(one, exporting.markdown(tx, desk, one))


MORE: Mapping[str, Draw] = {
    ids.INCIDENT_ROLES_MODAL: _roles,
    ids.INCIDENT_LINK_MODAL: _link,
    ids.INCIDENT_PAGE_MODAL: _page,
    ids.INCIDENT_SEVERITY_MODAL: _severity,
    ids.INCIDENT_SNOOZE_MODAL: _snooze,
    ids.INCIDENT_EXPORT_MODAL: _export,
}
