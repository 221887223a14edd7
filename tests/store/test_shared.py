"""Units that share a transaction: what one of them writes or knows is no other's trouble."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from store.agents import Role
from store.ahead import Coming, Taking
from store.clocks import Clock, ClockState, Target
from store.database import Store
from store.threads import Severity, Status, Thread
from store.transaction import Transaction
from tests.fakes import START
from tests.store.rows import add_message, open_thread

Rule = Callable[[Transaction], Any]


class Together:
    """Writes rules at once, and counts how often each of them ran."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.ran: Counter[int] = Counter()

    async def write(self, *rules: Rule) -> list[Any]:
        written = (
            self._store.write(self._counted(place, rule)) for place, rule in enumerate(rules)
        )
        return await asyncio.gather(*written, return_exceptions=True)

    def _counted(self, place: int, rule: Rule) -> Rule:
        def counted(tx: Transaction) -> Any:
            self.ran[place] += 1
            return rule(tx)

        return Taking(counted, rule.coming) if isinstance(rule, Taking) else counted

    @property
    def undone(self) -> bool:
        """Whether they had to be written one by one."""
        return max(self.ran.values()) > 1


@pytest.fixture
def together(store: Store) -> Together:
    return Together(store)


def opening(number: int, **values: object) -> Rule:
    """Open a thread with a message, as it was expected."""
    ts = f"{number}.0"

    def rule(tx: Transaction) -> int:
        thread = open_thread(tx, root_ts=ts, **values)
        tx.messages.keep(**message(thread.id, ts))
        return thread.id

    return Taking(rule, Coming("C1", ts, "U1", opens=True))


def message(thread_id: int | None, ts: str | None) -> dict[str, Any]:
    from_customer = {"kind": "message", "author_kind": "customer", "author": "U1", "text": "x"}
    return {**from_customer, "thread_id": thread_id, "channel": "C1", "ts": ts, "decision": "why"}


async def test_threads_of_which_different_things_are_known_are_opened_together(
    store: Store, together: Together
) -> None:
    results = await together.write(
        opening(1, waiting_since=START, has_replies=True),
        lambda tx: open_thread(tx, severity=Severity.SEV1).id,
        opening(2, waiting_since=START, promise_due_at=START),
    )

    assert not together.undone
    one, two, three = await store.read(lambda tx: [tx.threads.get(each) for each in results])
    assert [each and each.severity for each in (one, two, three)] == [None, Severity.SEV1, None]
    assert [each and each.waiting_since for each in (one, two, three)] == [START, None, START]
    assert [each and each.has_replies for each in (one, two, three)] == [True, False, False]


async def test_a_clock_makes_room_for_the_next_one_whatever_others_started_before(
    store: Store, together: Together
) -> None:
    late = await store.write(lambda tx: open_thread(tx).id)
    await store.write(lambda tx: tx.clocks.save([clock(late)]))

    def start_anew(tx: Transaction) -> None:
        [running] = tx.clocks.open_of(late)
        tx.clocks.save([clock(open_thread(tx).id)])
        over = replace(running, state=ClockState.met, ended_at=tx.now)
        tx.clocks.save([over, clock(late)])

    def start(tx: Transaction) -> None:
        tx.clocks.save([clock(open_thread(tx).id)])

    assert await together.write(start_anew, start) == [None, None]
    assert not together.undone
    clocks = await store.read(lambda tx: tx.clocks.of(late))
    assert [each.ended_at is None for each in clocks] == [False, True]


def clock(thread_id: int) -> Clock:
    return Clock(0, thread_id, Target.next_response, ClockState.running, "p", START, START, [])


async def test_ids_that_were_taken_ahead_are_in_the_order_of_the_units(
    store: Store, together: Together
) -> None:
    def note(tx: Transaction) -> int | None:
        return add_message(tx, ts=None)

    def told_again(tx: Transaction) -> int | None:
        found = tx.messages.by_ts("C1", "1.0")
        assert found is not None
        tx.messages.forget(found.id)
        return tx.messages.keep(**message(found.thread_id, "1.0"))

    results = await together.write(opening(1), note, opening(2), told_again, note, note)

    assert not together.undone
    ids = [results[1], *results[3:]]
    assert ids == sorted(set(ids))
    kept = await store.read(lambda tx: list(tx.history.since("C1", "").values()))
    assert sorted(one.ts or "" for one in kept if one.ts) == ["1.0", "2.0"]
    assert len({one.id for one in kept}) == len(kept)


class Odd(BaseException):
    """What no rule should raise."""


@pytest.mark.parametrize(
    ("database_url", "raised"),
    [
        *(("sqlite", odd) for odd in (Odd, asyncio.CancelledError, StopIteration, RecursionError)),
        # where a rule runs in the loop's own thread, the others end the loop
        *(("postgresql", odd) for odd in (StopIteration, RecursionError)),
    ],
    indirect=["database_url"],
)
async def test_whatever_one_raises_the_others_are_written(
    store: Store, together: Together, raised: type[BaseException]
) -> None:
    def fail(_: Transaction) -> None:
        raise raised

    results = await together.write(opening(1), fail, opening(2))

    assert [isinstance(one, int) for one in results] == [True, False, True]
    found = await store.read(lambda tx: [tx.threads.get(each) for each in results[::2]])
    assert None not in found


class OneThread:
    """Rules about the thread of one channel, and of who writes there."""

    def __init__(self, thread_id: int) -> None:
        self._id = thread_id

    def look(self, tx: Transaction) -> tuple[Any, ...]:
        [latest] = tx.threads.latest_in_channel("C1", START.replace(year=2000))
        contact = tx.contacts.by_slack("U1")
        assert latest == self._held(tx) == tx.threads.get(self._id)
        around = [one.text for one in tx.messages.around("C1", "1.0")]
        return latest.status, latest.card_ts, contact and contact.name, around

    def snooze(self, tx: Transaction) -> None:
        tx.threads.change(self._held(tx), status=Status.snoozed)

    def wake(self, tx: Transaction) -> None:
        tx.threads.wake([self._held(tx)])

    def describe(self, tx: Transaction) -> None:
        tx.contacts.describe("U1", "Bob", None, None)

    def show(self, tx: Transaction) -> None:
        tx.threads.set_card(self._id, "C9", "9.0")

    def say(self, tx: Transaction) -> None:
        tx.messages.keep(**message(self._id, "1.0"))

    def edit(self, tx: Transaction) -> None:
        [said] = tx.messages.around("C1", "1.0")
        tx.messages.edit(said, "y", "2.0")

    def _held(self, tx: Transaction) -> Thread:
        held = tx.threads.lock(self._id)
        assert held is not None
        return held


async def test_what_one_changes_the_others_read_as_it_is(store: Store, together: Together) -> None:
    await store.write(lambda tx: tx.contacts.put("U1", tx.customers.put("a", "A").id, "Bo", None))
    on = OneThread(await store.write(lambda tx: open_thread(tx).id))

    changes = (on.snooze, on.wake, on.describe, on.show, on.say, on.edit)
    looks = [rule for change in changes for rule in (change, on.look)]
    results = await together.write(on.look, *looks)

    assert not together.undone
    assert [one for one in results if one is not None] == [
        ("new", None, "Bo", []),
        ("snoozed", None, "Bo", []),
        ("open", None, "Bo", []),
        ("open", None, "Bob", []),
        ("open", "9.0", "Bob", []),
        ("open", "9.0", "Bob", ["x"]),
        ("open", "9.0", "Bob", ["y"]),
    ]


async def test_changes_of_a_thread_that_opens_with_them_add_up(
    store: Store, together: Together
) -> None:
    def change(thread_id: int, **values: object) -> Rule:
        def rule(tx: Transaction) -> bool:
            held = tx.threads.lock(thread_id)
            assert held is not None
            return tx.threads.change(held, **values) is not None

        return rule

    first = await store.write(open_thread)
    opened = first.id + 1

    def too_late(tx: Transaction) -> bool:
        return tx.threads.change(first, title="nobody reads this") is not None

    results = await together.write(
        opening(1),
        change(first.id, status=Status.open, last_author="U2"),
        change(opened, waiting_since=START),
        too_late,
        change(opened, status=Status.open),
        opening(2),
        change(first.id, title="another"),
        change(opened, severity=Severity.SEV2),
    )

    assert not together.undone
    assert results == [opened, True, True, False, True, opened + 1, True, True]
    held = await store.read(lambda tx: [tx.threads.get(one) for one in (first.id, opened)])
    assert held[0] == replace(first, status=Status.open, last_author="U2", title="another")
    assert held[1]
    assert held[1].waiting_since == START
    assert (held[1].status, held[1].severity) == (Status.open, Severity.SEV2)


async def test_who_follows_and_is_away_is_read_as_it_is(store: Store, together: Together) -> None:
    agent = await store.write(lambda tx: tx.agents.put("ada", "U1", Role.agent))
    thread_id = await store.write(lambda tx: open_thread(tx).id)

    def follow(tx: Transaction) -> None:
        tx.followers.add(thread_id, "U1")

    def leave(tx: Transaction) -> None:
        tx.followers.remove(thread_id, "U1")

    def go_away(tx: Transaction) -> None:
        tx.agents.set_available(agent.id, available=False)

    def look(tx: Transaction) -> list[bool]:
        known = tx.agents.get(agent.id)
        followers = tx.followers.of(thread_id)
        assert followers in ([], [known])
        return [one.available for one in followers]

    results = await together.write(look, follow, look, go_away, look, leave, look)

    assert not together.undone
    assert [results[place] for place in (0, 2, 4, 6)] == [[], [True], [False], []]


async def test_what_a_customer_is_called_is_read_as_it_is(store: Store, together: Together) -> None:
    def put(tx: Transaction) -> None:
        tx.channels.put_mapped("C1", tx.customers.put("acme", "Acme").id)

    def rename(tx: Transaction) -> None:
        tx.customers.put("acme", "Acme Inc.")

    def look(tx: Transaction) -> str:
        return str(tx.channels.get("C1"))

    def hold(tx: Transaction) -> str:
        return str(tx.channels.lock("C1"))

    results = await together.write(put, look, rename, look, hold, rename, look, hold)

    assert not together.undone
    assert [one and "Acme Inc." in one for one in results] == [
        *(None, False),
        *(None, True, True),
        *(None, True, True),
    ]
