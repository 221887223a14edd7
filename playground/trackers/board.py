"""The issues of one tracker, and what people do with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from playground.errors import Json
from playground.services.clock import Now, utc


@dataclass
class Remark:
    """A comment; `extra` is what only its tracker knows of it."""

    id: str
    author: str
    body: object
    at: datetime
    extra: Json = field(default_factory=dict)


@dataclass
class Ticket:
    """An issue; `extra` is what only its tracker knows of it."""

    id: str
    number: int
    title: str
    body: object
    status: str
    created: datetime
    updated: datetime
    assignee: str | None = None
    due: str | None = None
    labels: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    pointers: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)


Changed = Callable[[str, Ticket, Remark | None], None]


class Board:
    """All issues by number; whoever listens hears of what people do, as webhooks tell it."""

    def __init__(self, now: Now, first: str) -> None:
        self._now = now
        self._first = first
        self.tickets: dict[int, Ticket] = {}
        self.changed: Changed | None = None
        self._remarks = 0

    @property
    def now(self) -> datetime:
        return utc(self._now)

    def clear(self) -> None:
        self.tickets.clear()

    def add(self, title: str, body: object, *, id_: str = "", **extra: object) -> Ticket:
        number = len(self.tickets) + 1
        ticket = Ticket(
            id_ or str(10_000 + number), number, title, body, self._first, self.now, self.now
        )
        ticket.extra = extra
        self.tickets[number] = ticket
        return ticket

    def remark(
        self, ticket: Ticket, author: str, body: object, *, id_: str = "", **extra: object
    ) -> Remark:
        self._remarks += 1
        remark = Remark(id_ or str(500 + self._remarks), author, body, self.now, extra)
        ticket.remarks.append(remark)
        ticket.updated = self.now
        self._tell("commented", ticket, remark)
        return remark

    def by_id(self, id_: str) -> Ticket | None:
        return next((one for one in self.tickets.values() if one.id == id_), None)

    def move(self, number: int, status: str) -> None:
        ticket = self.tickets[number]
        ticket.status, ticket.updated = status, self.now
        self._tell("updated", ticket)

    def assign(self, number: int, to: str | None) -> None:
        ticket = self.tickets[number]
        ticket.assignee, ticket.updated = to, self.now
        self._tell("updated", ticket)

    def plan(self, number: int, day: str | None) -> None:
        ticket = self.tickets[number]
        ticket.due, ticket.updated = day, self.now
        self._tell("updated", ticket)

    def edit(self, number: int, id_: str, body: object) -> None:
        ticket = self.tickets[number]
        remark = next(one for one in ticket.remarks if one.id == id_)
        remark.body, ticket.updated = body, self.now
        self._tell("edited", ticket, remark)

    def delete(self, number: int, id_: str) -> None:
        ticket = self.tickets[number]
        remark = next(one for one in ticket.remarks if one.id == id_)
        ticket.remarks.remove(remark)
        ticket.updated = self.now
        self._tell("deleted", ticket, remark)

    def _tell(self, what: str, ticket: Ticket, remark: Remark | None = None) -> None:
        if self.changed is not None:
            self.changed(what, ticket, remark)
