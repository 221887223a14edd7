"""Digests: all that is outstanding is counted, and the most urgent few are listed."""

from datetime import datetime, timedelta

from store.agents import Role
from store.database import Store
from store.digests import Digests, Late, Listed
from store.threads import Status
from store.transaction import Transaction
from tests.fakes import START
from tests.store.rows import open_thread

HOUR = timedelta(hours=1)


def at(hours: int) -> datetime:
    return START + hours * HOUR


def busy(tx: Transaction) -> dict[str, int]:
    """Threads late, soon late and waiting, in no order; and those that are none of ours."""
    hours = {"late": -1, "later": -3, "latest": -5, "now": 0, "soon": 4, "not soon": 5}
    ids = {name: open_thread(tx, promise_due_at=at(due)).id for name, due in hours.items()}
    ids["long"] = open_thread(tx, waiting_since=at(-24), promise_due_at=at(9)).id
    ids["longer"] = open_thread(tx, waiting_since=at(-25)).id
    ids["new"] = open_thread(tx, waiting_since=at(-23)).id
    team = tx.teams.put("billing", "C0BILL", [])
    open_thread(tx, team_id=team.id, promise_due_at=at(-9))
    open_thread(tx, status=Status.snoozed, promise_due_at=at(-9))
    return ids


async def test_what_is_late_nearly_late_and_waits_is_counted_and_the_first_are_listed(
    store: Store,
) -> None:
    ids = await store.write(busy)

    found = await store.read(lambda tx: Digests(tx).by_lateness(None, at(4), at(-24), 3))

    assert {late: _ids(listed) for late, listed in found.items()} == {
        Late.late: (4, [ids["latest"], ids["later"], ids["late"]]),
        Late.soon: (1, [ids["soon"]]),
        Late.long: (2, [ids["long"], ids["longer"]]),
    }
    assert [*found] == [*Late]


async def test_what_each_has_is_counted_and_the_first_are_listed(store: Store) -> None:
    def rule(tx: Transaction) -> dict[int | None, tuple[int, list[int]]]:
        ids, ada = busy(tx), tx.agents.put("ada", "U0ADA", Role.agent)
        tx.threads.claim(ids["soon"], ada.id)
        found = Digests(tx).of_each_assignee(None, 2)
        assert _ids(found[ada.id]) == (1, [ids["soon"]])
        assert _ids(found[None]) == (8, [ids["latest"], ids["later"]])
        return {whose: _ids(listed) for whose, listed in found.items()}

    assert len(await store.write(rule)) == 2


def _ids(listed: Listed) -> tuple[int, list[int]]:
    return listed.count, [thread.id for thread in listed.threads]
