"""What can be done with a thread: the same rules as behind the buttons of its card."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from pydantic import Field

from bot.desk import threads
from bot.desk.closing import Said, close
from bot.desk.desk import Desk
from bot.desk.intake.moving import merge, split
from bot.desk.threads import By
from store.labels import clean_label
from store.threads import Priority, Severity, Thread
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of, thread_named
from triggers.api.route import Ask
from triggers.api.shapes import ByAgent, ByAnyone, Given, UtcTime, Word
from triggers.api.thread_rows import ThreadRow, row_of

G = TypeVar("G", bound=Given)
Links = Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(max_length=10)]
MessageId = Annotated[int, Field(ge=1, le=2**53)]
Labels = Annotated[tuple[Word, ...], Field(max_length=50)]


class Assign(ByAnyone):
    """Whose it is from now on; null: nobody's."""

    assignee: Word | None


class Snooze(ByAnyone):
    """Until when it sleeps."""

    until: UtcTime


class Label(ByAnyone):
    """Labels to put on, and labels to take off."""

    add: Labels = ()
    remove: Labels = ()


class Prioritise(ByAnyone):
    """The order of work."""

    priority: Priority


class Grade(ByAnyone):
    """How much harm it does; null: not known."""

    severity: Severity | None


class Resolve(ByAnyone):
    """What was the matter, where bellhop.yml wants to know: its category, and links."""

    category: Word | None = None
    links: Links = ()


class Merge(ByAnyone):
    """The thread that everything goes into."""

    into: Word


class Split(ByAnyone):
    """The ids of the messages that a new thread is opened with."""

    messages: Annotated[tuple[MessageId, ...], Field(min_length=1, max_length=200)]


def changes(
    rule: Callable[[Transaction, Desk, Thread, G], Thread],
) -> Callable[[Ask[G]], Awaitable[ThreadRow]]:
    """Return the endpoint that runs a rule on the thread of the address and shows it."""

    async def endpoint(ask: Ask[G]) -> ThreadRow:
        def decided(tx: Transaction) -> ThreadRow:
            desk = ask.deps.desk
            after = rule(tx, desk, thread_named(tx, ask.path["ref"]), ask.given)
            return row_of(tx, desk, after)

        return await ask.deps.store.write(decided)

    return endpoint


def _outcome(
    rule: Callable[[Transaction, Desk, int, By], Thread],
) -> Callable[[Ask[ByAnyone]], Awaitable[ThreadRow]]:
    def decided(tx: Transaction, desk: Desk, thread: Thread, given: ByAnyone) -> Thread:
        return rule(tx, desk, thread.id, by_of(tx, given.agent))

    return changes(decided)


def _claim(tx: Transaction, desk: Desk, thread: Thread, given: ByAgent) -> Thread:
    return threads.claim(tx, desk, thread.id, agent_named(tx, given.agent))


def _assign(tx: Transaction, desk: Desk, thread: Thread, given: Assign) -> Thread:
    to = None if given.assignee is None else agent_named(tx, given.assignee, "assignee")
    return threads.assign(tx, desk, thread.id, to, by_of(tx, given.agent))


def _snooze(tx: Transaction, desk: Desk, thread: Thread, given: Snooze) -> Thread:
    return threads.snooze(tx, desk, thread.id, given.until, by_of(tx, given.agent))


def _label(tx: Transaction, desk: Desk, thread: Thread, given: Label) -> Thread:
    by, thread = by_of(tx, given.agent), threads.locked(tx, thread.id)
    off = {clean_label(label) for label in given.remove}
    wanted = (set(tx.labels.of(thread.id)) | set(given.add)) - off
    return threads.set_labels(tx, desk, thread.id, wanted, by)


def _prioritise(tx: Transaction, desk: Desk, thread: Thread, given: Prioritise) -> Thread:
    return threads.set_priority(tx, desk, thread.id, given.priority, by_of(tx, given.agent))


def _grade(tx: Transaction, desk: Desk, thread: Thread, given: Grade) -> Thread:
    return threads.set_severity(tx, desk, thread.id, given.severity, by_of(tx, given.agent))


def _resolve(tx: Transaction, desk: Desk, thread: Thread, given: Resolve) -> Thread:
    said = Said(given.category, given.links)
    return close(tx, desk, thread.id, said, by_of(tx, given.agent))


def _merge(tx: Transaction, desk: Desk, thread: Thread, given: Merge) -> Thread:
    target = thread_named(tx, given.into, "into")
    return merge(tx, desk, thread.id, target.id, by_of(tx, given.agent))


def _split(tx: Transaction, desk: Desk, thread: Thread, given: Split) -> Thread:
    return split(tx, desk, thread.id, given.messages, by_of(tx, given.agent))


resolved = changes(_resolve)
reopened = _outcome(threads.reopen)
dismissed = _outcome(threads.dismiss)
woken = _outcome(threads.wake)
claimed = changes(_claim)
assigned = changes(_assign)
snoozed = changes(_snooze)
labelled = changes(_label)
prioritised = changes(_prioritise)
graded = changes(_grade)
merged = changes(_merge)
split_up = changes(_split)
