"""What an incident is about: components of the status page, and words that its thread is labelled with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.errors import Refused
from store.incident_record import Fact
from store.incidents import Condition, Incident
from store.labels import clean_label
from store.states import Severity
from store.threads import Thread
from store.transaction import Transaction

AS_BAD = {Severity.SEV1: Condition.major_outage, Severity.SEV2: Condition.partial_outage}


def components_of(desk: Desk) -> Sequence[str]:
    """Return the names of what the status page shows the state of."""
    page = desk.config.integrations.statuspage
    return tuple(page.components) if page else ()


def as_bad_as(severity: Severity | None) -> Condition:
    """Return how a component does that so much harm is done to."""
    return AS_BAD.get(severity or Severity.SEV1, Condition.degraded_performance)


def named_by_labels(tx: Transaction, desk: Desk, thread: Thread) -> dict[str, Condition]:
    """Return the components that labels of a thread name, as bad as its severity."""
    words, state = tx.labels.of(thread.id), as_bad_as(thread.severity)
    return {name: state for name in components_of(desk) if clean_label(name) in words}


def about(
    tx: Transaction, desk: Desk, incident: Incident, said: Mapping[str, Condition], by: By
) -> Incident:
    """Say how components do that an incident is about, which we hold; the others stay as they are."""
    if unknown := [name for name in said if name not in components_of(desk)]:
        raise Refused(f"bellhop.yml has no component {unknown[0][:75]!r} of the status page.")
    new = {name: state for name, state in said.items() if incident.components.get(name) != state}
    for name, state in new.items():
        words = f"{name}: {state.replace('_', ' ')}"
        tx.incident_record.append(incident.id, Fact.component, by.actor, words)
    return tx.incidents.save(replace(incident, components={**incident.components, **new}))


def shown_by_page(desk: Desk, incident: Incident) -> dict[str, Condition]:
    """Return how components do that the status page still has."""
    known = components_of(desk)
    return {name: state for name, state in incident.conditions.items() if name in known}


def still_bad(desk: Desk, incident: Incident) -> dict[str, Condition]:
    """Return the components that do not work as they should."""
    known = shown_by_page(desk, incident).items()
    return {name: state for name, state in known if state is not Condition.operational}


def concerned(tx: Transaction, thread_ids: Sequence[int], words: Iterable[str]) -> set[int]:
    """Return which threads have an open incident behind them that may be about these words.

    One that names neither a component nor a label may be about anything, and so may no words.
    """
    wanted, found = {clean_label(word) for word in words}, set()
    for one in tx.incident_threads.behind(thread_ids):
        incident = tx.incidents.get(one.incident_id)
        named = _subjects(tx, incident) if incident else set()
        if not wanted or not named or wanted & named:
            found.add(one.thread_id)
    return found


def _subjects(tx: Transaction, incident: Incident) -> set[str]:
    return {*tx.labels.of(incident.thread_id), *map(clean_label, incident.components)}
