"""Closing: what was the matter with a thread that is resolved, as bellhop.yml wants to know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.config.closing import CATEGORY, LINK
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.fields import asked_fields, set_field
from bot.desk.known_issues import ask_for_entry
from bot.desk.room import say
from bot.desk.threads import locked, note, resolve
from bot.errors import Refused
from bot.views import closing as views
from bot.views.more import FieldShown
from store.closings import Closing, Closings
from store.links import Links
from store.threads import Status, Thread
from store.transaction import Transaction

MOST_LINKS = 10
LONGEST = 1_000  # characters of an address


class Unsaid(Refused):
    """Something that has to be said when a thread is resolved was not; `what` names it."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what = what


@dataclass(frozen=True)
class Said:
    """What somebody says when they resolve a thread."""

    category: str | None = None
    links: Sequence[str] = ()
    fields: Mapping[str, str | None] = field(default_factory=dict)


def is_asked(desk: Desk) -> bool:
    """Whether anything is asked; without `closing:` one click resolves."""
    return desk.config.closing is not None


def needed(tx: Transaction, desk: Desk, thread: Thread) -> Sequence[str]:
    """Return what has to be said before a thread is resolved."""
    if desk.config.closing is None:
        return ()
    customer = tx.customers.get(thread.customer_id)
    return desk.config.closing.needed(customer.tier if customer else None)


def needed_fields(tx: Transaction, desk: Desk, thread: Thread) -> list[FieldShown]:
    """Return the fields that have to be set, with their values."""
    names = needed(tx, desk, thread)
    return [one for one in asked_fields(tx, desk, thread.id) if one.name in names]


def links_known(tx: Transaction, thread: Thread) -> list[str]:
    """Return the addresses of the issues of a thread, or what was said when it was resolved."""
    before = Closings(tx).of(thread.id)
    return before.links if before else [one.url for one in Links(tx).of_thread(thread.id)]


def close(tx: Transaction, desk: Desk, thread_id: int, said: Said, by: By) -> Thread:
    """Resolve a thread, and keep what was the matter; Unsaid when something is missing."""
    thread = locked(tx, thread_id)
    if thread.status is Status.resolved:
        return thread
    if not is_asked(desk):
        if said.category or said.links:
            raise Refused("bellhop.yml has no `closing:`, so nothing is kept of it.")
        return _resolved(tx, desk, thread, None, by)
    for name, value in said.fields.items():
        set_field(tx, desk, thread.id, name, value, by)
    links = [_address(one) for one in said.links if one.strip()][:MOST_LINKS]
    known = Closings(tx).of(thread.id)
    category = _category(desk, said.category) or (known.category if known else None)
    links = links or links_known(tx, thread)
    _whole(tx, desk, thread, category, links)
    if category or links:
        Closings(tx).save(Closing(thread.id, category, list(links), by.actor, tx.now))
        note(tx, thread, "closed_with", by, after={"category": category, "links": list(links)})
        say(tx, desk, thread, views.closed_with(category, links))
    return _resolved(tx, desk, thread, category, by)


def _resolved(tx: Transaction, desk: Desk, thread: Thread, cause: str | None, by: By) -> Thread:
    after = resolve(tx, desk, thread.id, by)
    ask_for_entry(tx, desk, after, cause)
    return after


def _category(desk: Desk, name: str | None) -> str | None:
    closing = desk.config.closing
    if name is None or closing is None:
        return None
    known = {one.casefold(): one for one in closing.categories}
    if name.casefold() not in known:
        raise Unsaid(CATEGORY, f"The category has to be one of {', '.join(closing.categories)}.")
    return known[name.casefold()]


def _whole(
    tx: Transaction, desk: Desk, thread: Thread, category: str | None, links: Sequence[str]
) -> None:
    values = {CATEGORY: category, LINK: links or None, **tx.fields.of(thread.id)}
    for name in needed(tx, desk, thread):
        if values.get(name) is None:
            raise Unsaid(name, views.missing(thread, name))


def _address(text: str) -> str:
    address = text.strip().strip("<>").partition("|")[0]
    if urlsplit(address).scheme not in ("http", "https") or len(address) > LONGEST:
        raise Unsaid(LINK, "A link begins with https:// and is on a line of its own.")
    return address
