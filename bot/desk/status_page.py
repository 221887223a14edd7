"""The status page: what the public is told about an incident, in order and once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.delivery.outbox import Post, to_customer
from bot.desk.desk import Desk
from bot.errors import Refused
from store.incidents import Condition
from store.transaction import Transaction

STATUS_PAGE = "status_page"
SYSTEM = "statuspage"


class Phase(StrEnum):
    """How far an incident is, as Statuspage calls it."""

    investigating = "investigating"
    identified = "identified"
    monitoring = "monitoring"
    resolved = "resolved"


@dataclass(frozen=True)
class Public:
    """What everybody may read; `key` makes it happen once, components have their names here."""

    key: str
    phase: Phase
    text: str
    components: Mapping[str, Condition] = field(default_factory=dict)


def has_status_page(desk: Desk) -> bool:
    """Whether there is a page to tell anybody on."""
    return desk.config.integrations.statuspage is not None


def open_on_page(
    tx: Transaction, desk: Desk, thread_id: int, incident: str, name: str, public: Public
) -> None:
    """Open an incident on the page; `incident` is the key by which it is known from now on."""
    told = {"key": incident, "name": name, "status": public.phase, "body": public.text}
    args = {**told, "components": _ids(desk, public)}
    _queue(tx, desk, thread_id, public.key, "open", args)


def update_on_page(
    tx: Transaction, desk: Desk, thread_id: int, incident: str, public: Public
) -> None:
    """Tell how it goes on; when it is over, what it changed works again, but for what is named."""
    args = {"key": incident, "body": public.text, "components": _ids(desk, public)}
    if public.phase is Phase.resolved:
        _queue(tx, desk, thread_id, public.key, "resolve", args)
        return
    _queue(tx, desk, thread_id, public.key, "update", {**args, "status": public.phase})


def _ids(desk: Desk, public: Public) -> dict[str, str]:
    settings = desk.config.integrations.statuspage
    known = settings.components if settings else {}
    if unknown := [name for name in public.components if name not in known]:
        raise Refused(f"bellhop.yml has no component {unknown[0]!r} of the status page.")
    return {known[name]: str(condition) for name, condition in public.components.items()}


def _queue(
    tx: Transaction, desk: Desk, thread_id: int, key: str, verb: str, args: Mapping[str, object]
) -> None:
    settings = desk.config.integrations.statuspage
    if settings is None:
        raise Refused("There is no status page in bellhop.yml.")
    lane, payload = f"{SYSTEM}:{settings.page}", {"verb": verb, "args": args}
    key = f"{STATUS_PAGE}:{key}"
    to_customer(tx, Post(key, STATUS_PAGE, lane, thread_id=thread_id, payload=payload))
