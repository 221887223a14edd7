"""Counting: any order, any duplication and any batches of the same requests count the same."""

from datetime import timedelta
from typing import NoReturn

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.rates.counting import Request, count
from bot.desk.signals.signal import Signal
from bot.desk.whose import Whom
from store.database import Store
from store.requests import RequestCount, Requests, counts
from store.transaction import Transaction
from tests.fakes import START

CONFIG = """
desk: {triage: C0TRIAGE}
customers: {acme: {}, globex: {}}
webhooks: {segment: {secret_env: A}}
triggers:
  all: {on: {source: segment}, count: {errors: {facts.ok: false}}}
  each: {on: {source: segment}, count: {errors: {facts.ok: false}, by: facts.path, window: 5m}}
"""
DESK = Desk(parse(CONFIG.encode()), Identity("T0HOME", "U0BOT", "B0BOT", "https://x.slack.com/"))
REQUESTS = st.builds(
    lambda number, customer, minutes, ok, path: Request(
        f"m-{number}",
        Signal(
            type="request",
            id=f"m-{number}",
            title="request",
            key="k",
            occurred_at=START - timedelta(minutes=minutes),
            whom=Whom((("customer", customer),)),
            facts={"ok": ok, "path": path},
        ),
        may_act=ok,
    ),
    st.integers(0, 10**6),
    st.sampled_from(["acme", "globex", "nobody"]),
    st.integers(-1, 17),
    st.booleans(),
    st.sampled_from(["/a", "/b"]),
)


class Undone(Exception):
    """Carries what was counted out of a transaction that leaves nothing."""


def counted(tx: Transaction, batches: list[list[Request]]) -> NoReturn:
    for name in ("acme", "globex"):
        tx.customers.put(name, name)
    for batch in batches:
        count(tx, DESK, "segment", batch)
    raise Undone(set(Requests(tx).many(RequestCount, select(*counts.c))))


async def sums(store: Store, batches: list[list[Request]]) -> set[RequestCount]:
    try:
        await store.write(counted, batches)
    except Undone as undone:
        (found,) = undone.args
    return {RequestCount(one.rule, one.minute, 0, *_rest(one)) for one in found}


def _rest(one: RequestCount) -> tuple[str, int, int, int]:
    return one.key, one.requests, one.errors, one.unsure


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(REQUESTS, min_size=1, max_size=12, unique_by=lambda one: one.key).flatmap(
        lambda them: st.tuples(
            st.just(them),
            st.permutations(them),
            st.lists(st.sampled_from(them), max_size=6),
            st.integers(1, 5),
        )
    )
)
async def test_any_order_any_duplication_and_any_batches_count_the_same(
    store: Store, told: tuple[list[Request], list[Request], list[Request], int]
) -> None:
    first, shuffled, again, size = told
    other = [*again, *shuffled, *again]

    batches = [other[at : at + size] for at in range(0, len(other), size)]
    assert await sums(store, batches) == await sums(store, [first])
