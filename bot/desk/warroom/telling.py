"""What customers are told of an incident: only public words, on the status page and in their threads."""

from collections.abc import Mapping

from bot.desk.desk import Desk
from bot.desk.status_page import (
    STATUS_PAGE,
    Phase,
    Public,
    has_status_page,
    open_on_page,
    update_on_page,
)
from bot.desk.warroom.concerning import shown_by_page
from bot.desk.warroom.timing import RETURNED, TOLD, WRITTEN
from store.incidents import Condition, Incident
from store.transaction import Transaction


def open_publicly(tx: Transaction, desk: Desk, incident: Incident, text: str) -> None:
    """Open the incident on the status page, if there is one and anything to say."""
    if text and has_status_page(desk):
        components = shown_by_page(desk, incident)
        public = Public(f"{incident.key}:opened", Phase(incident.status), text, components)
        # never the incident's own title: it may be what a customer wrote
        name = desk.config.incidents.public_title
        open_on_page(tx, desk, incident.thread_id, incident.key, name, public)


def is_public(tx: Transaction, incident: Incident) -> bool:
    """Whether the status page tells of it."""
    return tx.deliveries.by_key(f"{STATUS_PAGE}:{incident.key}:opened") is not None


def tell_public(
    tx: Transaction,
    desk: Desk,
    incident: Incident,
    name: str,
    text: str,
    components: Mapping[str, Condition],
) -> None:
    """Tell the public how it goes on, and how components do now; `name` makes it happen once.

    At the end `components` are those that do not work again.
    """
    if not text or not has_status_page(desk):
        return
    if not is_public(tx, incident):
        open_publicly(tx, desk, incident, text)
        return
    public = Public(f"{incident.key}:{name}", Phase(incident.status), text, components)
    update_on_page(tx, desk, incident.thread_id, incident.key, public)


def tell_threads(tx: Transaction, incident: Incident, text: str, name: str = "opened") -> None:
    """Tell the customer of every thread; each in a transaction of its own, which holds the thread."""
    if text:
        for one in tx.incident_threads.of(incident.id):
            tell_thread(tx, incident, one.thread_id, text, name)


def tell_thread(tx: Transaction, incident: Incident, thread_id: int, text: str, name: str) -> None:
    """Tell the customer of one thread, now; `name` makes it happen once."""
    _now(tx, TOLD, thread_id, f"{incident.id}:{name}", {"incident": incident.id, "text": text})


def give_back_threads(tx: Transaction, incident: Incident) -> None:
    """Let whoever has a thread confirm with their customer that it is over."""
    for one in tx.incident_threads.of(incident.id):
        if one.returned_at is None:
            _now(tx, RETURNED, one.thread_id, str(incident.id), {"incident": incident.id})


def offer_summaries(tx: Transaction, incident: Incident) -> None:
    """Let whoever has a thread send its customer the written summary."""
    for one in tx.incident_threads.of(incident.id):
        _now(tx, WRITTEN, one.thread_id, str(incident.id), {"incident": incident.id})


def _now(
    tx: Transaction, kind: str, thread_id: int, name: str, payload: Mapping[str, object]
) -> None:
    tx.followups.schedule(f"{kind}:{name}:{thread_id}", kind, thread_id, tx.now, payload)
