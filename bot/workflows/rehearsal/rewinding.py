"""Rewinding: the values that fields of a thread had at an earlier time, by its timeline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.workflows.language.events import CHANGES, SAID
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.timeline import Entry
from store.transaction import Transaction

PAGE = 500
SKEW = timedelta(seconds=5)
HOUR = timedelta(hours=1)
WHOLE = ("labels", "fields", "customer")  # told in parts, or not by the words of a field


@dataclass(frozen=True)
class Past:
    """A thread as it is now, and everything that led to it."""

    thread: Thread
    timeline: Sequence[Entry]
    messages: Sequence[Message]
    labels: Sequence[str]
    agents: Mapping[str, str]  # the key of each by name, as the timeline says

    @classmethod
    def of(cls, tx: Transaction, thread: Thread) -> "Past":
        """Look all of it up."""
        agents = {agent.name: agent.key for agent in tx.agents.all()}
        said = [one for one in _messages(tx, thread.id) if one.kind is Kind.message]
        labels = tx.labels.of(thread.id)
        return cls(thread, list(_entries(tx, thread.id)), said, labels, agents)

    def last_said(self, at: datetime) -> Message | None:
        """Return the last message by then."""
        return next((one for one in reversed(self.messages) if one.sent_at <= at), None)

    def told_by(self, entry: Entry) -> Message | None:
        """Return the message that an entry is about: Slack's clock may be ahead of ours."""
        if entry.event not in SAID:
            return self.last_said(entry.at)
        near = [one for one in self.messages if one.sent_at <= entry.at + SKEW]
        return min(near, key=lambda one: abs(one.sent_at - entry.at), default=None)

    def overlay(self, at: datetime, told: int | None = None) -> Mapping[str, Any]:
        """Return what fields were at a time; `told` is the last entry that counts as before it."""
        later = [
            entry
            for entry in self.timeline
            if (entry.id > told if told is not None and entry.at == at else entry.at > at)
        ]
        return {**self._changed(later), **self._of_messages(at)}

    def _changed(self, later: Sequence[Entry]) -> dict[str, Any]:
        labels, values = set(self.labels), dict[str, Any]()
        for entry in reversed(later):
            field = CHANGES.get(entry.event)
            if entry.event == "thread.labeled":
                labels.discard(entry.after)
            elif entry.event == "thread.unlabeled":
                labels.add(entry.before)
            elif field == "fields" and isinstance(entry.before, dict):
                values[f"thread.fields.{entry.before['field']}"] = entry.before["value"]
            elif field == "assignee":
                values["thread.assignee"] = self.agents.get(str(entry.before))
            elif field is not None and field not in WHOLE:
                values[f"thread.{field}"] = entry.before
        if labels != set(self.labels):
            values["thread.labels"] = sorted(labels)
        return values

    def _of_messages(self, at: datetime) -> dict[str, Any]:
        said = [one for one in self.messages if one.sent_at <= at + SKEW]
        answered = self.thread.first_response_at
        values: dict[str, Any] = {"thread.answered": answered is not None and answered <= at}
        if said:
            values["thread.hours_quiet"] = _hours(said[-1].sent_at, at)
        waiting = _waiting_since(said)
        values["thread.waiting"] = waiting is not None
        values["thread.hours_waiting"] = 0.0 if waiting is None else _hours(waiting, at)
        return values


def _hours(since: datetime, at: datetime) -> float:
    return max(at - since, timedelta()) / HOUR


def _waiting_since(said: Sequence[Message]) -> datetime | None:
    """Return since when a customer has waited: their first message behind the last of an agent."""
    since = None
    for one in reversed(said):
        if one.author_kind is Author.agent:
            break
        if one.author_kind is Author.customer:
            since = one.sent_at
    return since


def _entries(tx: Transaction, thread_id: int) -> Iterator[Entry]:
    after = 0
    while page := tx.timeline.of(thread_id, after, PAGE):
        yield from page
        after = page[-1].id


def _messages(tx: Transaction, thread_id: int) -> Iterator[Message]:
    after = 0
    while page := tx.messages.of_thread(thread_id, after, PAGE):
        yield from page
        after = page[-1].id
