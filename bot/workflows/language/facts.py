"""Facts: the values of fields at one moment of a run, looked up when they are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bot.desk.desk import Desk
from store.contacts import Contact
from store.customers import Customer
from store.messages import Kind, Message
from store.threads import Thread
from store.transaction import Transaction

HOUR = timedelta(hours=1)
LAST = 20  # as far back as we look for what somebody said, among notes


class Absent(Exception):
    """There is nothing of that name in what a step or an event brought."""


@dataclass
class Facts:
    """What is true now.

    `would` are the values that a run in shadow would have set: they go before the store's.
    """

    tx: Transaction
    desk: Desk
    thread_id: int | None
    event: Mapping[str, Any]
    run: Mapping[str, Any] = field(default_factory=dict)
    gathered: Mapping[str, Any] = field(default_factory=dict)
    would: Mapping[str, Any] = field(default_factory=dict)

    def get(self, path: str) -> Any:  # noqa: ANN401 - whatever a field holds
        """Return the value of a field, None when it has none; Absent when it cannot be there."""
        if path in self.would:
            return self.would[path]
        if path in READ:
            return READ[path](self)
        root, _, rest = path.partition(".")
        if path.startswith("thread.fields."):
            return self.fields.get(path.removeprefix("thread.fields."))
        if path.startswith("customer.external."):
            return self._external(path.removeprefix("customer.external."))
        inside = {"event": self.event, "run": self.run}.get(root, self.gathered.get(root))
        return inside if not rest and inside is not None else _dig(inside, rest.split("."), path)

    def forget(self) -> None:
        """Look everything up anew: something was changed."""
        for name in ("thread", "customer", "contact", "labels", "fields", "message"):
            self.__dict__.pop(name, None)

    @cached_property
    def thread(self) -> Thread | None:
        """The thread it is about."""
        return None if self.thread_id is None else self.tx.threads.get(self.thread_id)

    @cached_property
    def customer(self) -> Customer | None:
        """Whose thread it is; without a thread, the customer that the event names."""
        found = self.thread.customer_id if self.thread else self.event.get("customer")
        return None if found is None else self.tx.customers.get(found)

    @cached_property
    def contact(self) -> Contact | None:
        """Who opened the thread."""
        found = self.thread.contact_id if self.thread else None
        return None if found is None else self.tx.contacts.get(found)

    @cached_property
    def labels(self) -> list[str]:
        """The labels of the thread."""
        return [] if self.thread_id is None else self.tx.labels.of(self.thread_id)

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The custom fields of the thread."""
        return {} if self.thread_id is None else self.tx.fields.of(self.thread_id)

    @cached_property
    def message(self) -> Message | None:
        """The message of the event, or else the last one of the thread."""
        if (found := self.event.get("message")) is not None:
            return self.tx.messages.get(found)
        if self.thread_id is None:
            return None
        said = self.tx.messages.last_of_thread(self.thread_id, LAST)
        there = [one for one in said if one.kind is Kind.message and one.deleted_at is None]
        return there[-1] if there else None

    def _external(self, system: str) -> str | None:
        settings = self.desk.settings_of(self.customer)
        return settings.external.get(system) if settings else None


def _dig(inside: Any, steps: list[str], path: str) -> Any:  # noqa: ANN401 - JSON
    for step in steps:
        if isinstance(inside, Mapping) and step in inside:
            inside = inside[step]
        elif isinstance(inside, list) and step.isdecimal() and int(step) < len(inside):
            inside = inside[int(step)]
        else:
            raise Absent(f"{path} is not there")
    return inside


def _thread(read: Callable[[Thread], Any]) -> Callable[[Facts], Any]:
    return lambda facts: None if facts.thread is None else read(facts.thread)


def _hours(since: Callable[[Thread], datetime | None]) -> Callable[[Facts], float]:
    def read(facts: Facts) -> float:
        began = since(facts.thread) if facts.thread else None
        return 0.0 if began is None else (facts.tx.now - began) / HOUR

    return read


def _team(facts: Facts) -> str | None:
    found = facts.thread.team_id if facts.thread else None
    team = None if found is None else facts.tx.teams.get(found)
    return team.key if team else None


def _assignee(facts: Facts) -> str | None:
    found = facts.thread.assignee_id if facts.thread else None
    agent = None if found is None else facts.tx.agents.get(found)
    return agent.key if agent else None


def _open(facts: Facts) -> bool:
    hours = facts.desk.team_hours(_team(facts))
    return hours is None or hours.is_open(facts.tx.now)


def _due(facts: Facts) -> float | None:
    due = facts.thread.promise_due_at if facts.thread else None
    return None if due is None else (due - facts.tx.now) / HOUR


def _first(facts: Facts) -> bool:
    thread, message = facts.thread, facts.message
    return bool(thread and message and message.ts == thread.root_ts)


def _first_name(facts: Facts) -> str | None:
    name = facts.contact.name if facts.contact else None
    return name.split()[0] if name and name.strip() else None


def _said(facts: Facts) -> str | None:
    """Return what was said; nobody repeats what somebody took back."""
    message = facts.message
    return message.text if message and message.deleted_at is None else None


def _mention(facts: Facts) -> str | None:
    user = facts.contact.slack_user if facts.contact else None
    return f"<@{user}>" if user else None


READ: Mapping[str, Callable[[Facts], Any]] = {
    "thread.ref": _thread(lambda thread: thread.ref),
    "thread.title": _thread(lambda thread: thread.title),
    "thread.status": _thread(lambda thread: thread.status),
    "thread.priority": _thread(lambda thread: thread.priority),
    "thread.severity": _thread(lambda thread: thread.severity),
    "thread.resolution": _thread(lambda thread: thread.resolution),
    "thread.team": _team,
    "thread.assignee": _assignee,
    "thread.labels": lambda facts: facts.labels,
    "thread.channel": _thread(lambda thread: thread.channel),
    "thread.link": lambda facts: (
        facts.desk.permalink(facts.thread.channel, facts.thread.root_ts) if facts.thread else None
    ),
    "thread.opened_at": _thread(lambda thread: thread.opened_at),
    "thread.answered": _thread(lambda thread: thread.first_response_at is not None),
    "thread.waiting": _thread(lambda thread: thread.waiting_since is not None),
    "thread.hours_open": _hours(lambda thread: thread.opened_at),
    "thread.hours_waiting": _hours(lambda thread: thread.waiting_since),
    "thread.hours_quiet": _hours(lambda thread: thread.last_message_at),
    "thread.hours_to_due": _due,
    "customer.key": lambda facts: facts.customer and facts.customer.key,
    "customer.name": lambda facts: facts.customer and facts.customer.name,
    "customer.tier": lambda facts: facts.customer and facts.customer.tier,
    "customer.owner": lambda facts: facts.customer and facts.customer.owner,
    "contact.name": lambda facts: facts.contact and facts.contact.name,
    "contact.first_name": _first_name,
    "contact.email": lambda facts: facts.contact and facts.contact.email,
    "contact.mention": _mention,
    "message.text": _said,
    "message.author": lambda facts: facts.message and facts.message.author_kind,
    "message.first": _first,
    "message.files": lambda facts: len(facts.message.files) if facts.message else 0,
    "desk.name": lambda facts: facts.desk.config.desk.name,
    "desk.open": _open,
    "now": lambda facts: facts.tx.now,
}
