"""Lists of threads: pages that neither repeat nor skip, filters, and cursors that are not ours."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from store.agents import Role
from store.database import Store
from store.thread_list import UNRESOLVED, Filter, Order, Page, Whose
from store.threads import Resolution, Status
from store.transaction import Transaction
from tests.store.rows import open_thread

# (waiting since, due): minutes; ties and threads that wait for nothing
TIMES = [(5, 9), (5, None), (None, 9), (3, 1), (5, 1), (None, None), (3, 4), (8, 9)]


def open_all(tx: Transaction) -> None:
    def at(minutes: int | None) -> object:
        micro = timedelta(minutes=minutes or 0, microseconds=7)
        return None if minutes is None else tx.now + micro

    for number, (waiting, due) in enumerate(TIMES):
        times = {"waiting_since": at(waiting), "promise_due_at": at(due)}
        open_thread(tx, root_ts=f"{number}.0", title=str(number), **times)


def paged(tx: Transaction, order: Order, cursor: str | None, limit: int) -> Page:
    return tx.thread_list.page(Filter(), order, cursor, limit)


def latest(tx: Transaction, since: timedelta) -> set[str]:
    return {thread.title for thread in tx.threads.latest_in_channel("C1", tx.now - since)}


def titles(tx: Transaction, wanted: Filter) -> list[str]:
    return [thread.title for thread in tx.thread_list.page(wanted).threads]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (Order.newest, [7, 6, 5, 4, 3, 2, 1, 0]),
        (Order.waiting, [3, 6, 0, 1, 4, 7]),
        (Order.due, [3, 4, 6, 0, 2, 7]),
    ],
)
async def test_pages_give_every_thread_once_and_in_order(
    store: Store, order: Order, numbers: list[int], limit: int
) -> None:
    await store.write(open_all)

    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = await store.read(paged, order, cursor, limit)
        seen += [int(thread.title) for thread in page.threads]
        cursor, pages = page.cursor, pages + 1

    assert seen == numbers
    assert pages == -(-len(numbers) // limit)  # no empty page at the end


async def test_a_thread_opened_meanwhile_does_not_shift_the_pages(store: Store) -> None:
    await store.write(open_all)
    first = await store.read(lambda tx: tx.thread_list.page(Filter(), limit=3))
    await store.write(lambda tx: open_thread(tx, title="8"))
    second = await store.read(
        lambda tx: tx.thread_list.page(Filter(), cursor=first.cursor, limit=3)
    )

    assert [thread.title for thread in first.threads + second.threads] == list("765432")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


NO_CURSORS = (
    *("", "x", "====", "%00", "é", "1001", "null", "WzAuMCwgMTA1MF0=\n", "[" * 60_000),
    *map(encoded, (5, {}, [], [1], [1, 2, 3], [None, 1], [1, None], ["1", 1], {"a": 1, "b": 2})),
    *map(encoded, ([float("nan"), 1], [float("inf"), 1], [1e300, 1], [1, 2**63], [1, -(2**70)])),
    *map(encoded, ([1, [2]], [1, float("inf")], [1, "x"])),
    base64.urlsafe_b64encode(b"[" * 60_000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
)


async def test_a_cursor_that_is_not_ours_is_refused(store: Store) -> None:
    for cursor in NO_CURSORS:
        for order in Order:
            with pytest.raises(ValueError, match="not a cursor"):
                await store.read(paged, order, cursor, 10)


async def test_filters_narrow_one_by_one_and_together(store: Store) -> None:
    def fill(tx: Transaction) -> dict[str, Filter]:
        ada = tx.agents.put("ada", "U0ADA", Role.lead)
        acme = tx.customers.put("acme", "Acme")
        team = tx.teams.put("support", "C0", [ada.id])
        claimed = open_thread(tx, title="claimed", assignee_id=ada.id, customer_id=acme.id)
        labelled = open_thread(tx, title="labelled", customer_id=acme.id, team_id=team.id)
        tx.labels.add(labelled.id, "login")
        tx.labels.add(claimed.id, "logins")
        soon = tx.now + timedelta(minutes=5)
        open_thread(tx, title="due", promise_due_at=soon, status=Status.open)
        resolved = {"status": Status.resolved, "resolution": Resolution.answered}
        open_thread(tx, title="resolved", assignee_id=ada.id, resolved_at=tx.now, **resolved)
        return {
            "resolved due labelled claimed": Filter(),
            "due labelled claimed": Filter(statuses=UNRESOLVED),
            "labelled claimed": Filter(statuses=(Status.new,)),
            "resolved claimed": Filter(assignee=ada.id),
            "claimed": Filter(assignee=ada.id, statuses=UNRESOLVED),
            "due labelled": Filter(assignee=Whose.nobody),
            "labelled": Filter(customer_id=acme.id, label="login"),
            "labelled ": Filter(team_id=team.id),
            "due": Filter(due_before=soon),
            "": Filter(due_before=tx.now),
            " ": Filter(label="log"),
            "  ": Filter(customer_id=404),
        }

    for wanted, narrow in (await store.write(fill)).items():
        assert await store.read(titles, narrow) == wanted.split()


async def test_threads_are_found_by_where_they_are(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        thread = open_thread(tx, channel="C1", root_ts="1.0", title="first")
        tx.threads.set_card(thread.id, "CTRIAGE", "7.0")
        open_thread(tx, channel="C1", root_ts="1.0", title="again")
        old = tx.now - timedelta(days=2)
        open_thread(tx, channel="C1", root_ts="0.1", title="old", last_message_at=old)
        open_thread(tx, channel="C2", root_ts="1.0", title="elsewhere")

    def title(query: Callable[[Transaction], object]) -> Callable[[Transaction], object]:
        return lambda tx: getattr(query(tx), "title", None)

    await store.write(fill)
    assert await store.read(title(lambda tx: tx.threads.by_root("C1", "1.0"))) == "again"
    assert await store.read(title(lambda tx: tx.threads.by_root("C3", "1.0"))) is None
    assert await store.read(title(lambda tx: tx.threads.by_card("CTRIAGE", "7.0"))) == "first"
    assert await store.read(title(lambda tx: tx.threads.by_card("C1", "1.0"))) is None
    assert await store.read(latest, timedelta(days=1)) == {"first", "again"}
    assert await store.read(latest, timedelta(days=2)) == {"first", "again", "old"}
    assert await store.read(latest, -timedelta(seconds=1)) == set()
    newest = await store.read(lambda tx: tx.threads.latest_in_channel("C1", tx.now, limit=1))
    assert len(newest) == 1


async def test_the_first_claim_wins_and_a_change_of_a_moved_thread_is_refused(store: Store) -> None:
    def play(tx: Transaction) -> None:
        ada, ben = (tx.agents.put(key, f"U{key}", Role.agent).id for key in ("ada", "ben"))
        thread = open_thread(tx)
        claimed = tx.threads.claim(thread.id, ada)
        assert claimed is not None
        assert claimed.assignee_id == ada
        assert tx.threads.claim(thread.id, ben) is None

        moved = tx.threads.change(thread, status=Status.open, title="Now open")
        assert moved is not None
        assert (moved.status, moved.title) == (Status.open, "Now open")
        assert tx.threads.change(thread, status=Status.resolved) is None
        assert tx.threads.lock(thread.id) == tx.threads.get(thread.id) == moved
        assert tx.threads.lock(404) is None

    await store.write(play)
