"""Low trust: whoever is not signed changes nothing of what was signed, before or after it."""

from datetime import timedelta

import pytest

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.signals.receiving import Said, receive
from bot.desk.signals.responding import respond_due
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from store.database import Store
from store.thread_list import Filter
from store.threads import Status
from store.transaction import Transaction
from tests.fakes import START, FakeClock

CONFIG = """
desk: {triage: C0TRIAGE}
customers: {acme: {channels: [C0ACME]}}
webhooks: {segment: {secret_env: A}}
triggers:
  stalled: {on: {source: segment}, respond: act, mode: live, group_wait: 10s, title: "{facts.why}"}
"""
ACME = Whom((("customer", "acme"),))
Told = tuple[str, str, bool]  # a state, a reason, and whether it is signed


def desk() -> Desk:
    config = parse(CONFIG.encode())
    return Desk(config, Identity("T0HOME", "U0BOT", "B0BOT", "https://x.slack.com/"))


async def told(store: Store, clock: FakeClock, *events: Told) -> list[tuple[str, Status]]:
    """Tell these, a minute apart; return the threads."""
    await store.write(lambda tx: tx.customers.put("acme", "Acme"))
    for number, (state, why, sure) in enumerate(events):
        at = clock.now()
        signal = Signal("a", f"e{number}", why, "k", State(state), at, ACME, {"why": why})
        said = Said("segment", signal, may_act=sure)

        def rule(tx: Transaction, said: Said = said) -> None:
            receive(tx, desk(), said)

        await store.write(rule)
        clock.advance(timedelta(minutes=1))
        await store.write(respond_due, desk())
    return await store.read(
        lambda tx: [(one.title, one.status) for one in tx.thread_list.page(Filter()).threads]
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("events", "threads"),
    [
        ([("firing", "true", True), ("resolved", "false", False)], [("true", Status.new)]),
        ([("firing", "true", True), ("resolved", "true", True)], [("true", Status.resolved)]),
        ([("firing", "false", False)], []),
        ([("firing", "false", False), ("firing", "true", True)], [("true", Status.new)]),
        ([("resolved", "false", False), ("firing", "true", True)], [("true", Status.new)]),
        ([("firing", "true", True), ("firing", "false", False)], [("true", Status.new)]),
    ],
)
async def test_what_is_not_signed_neither_ends_nor_changes_nor_delays(
    store: Store, clock: FakeClock, events: list[Told], threads: list[tuple[str, Status]]
) -> None:
    assert await told(store, clock, *events) == threads

    kept = await store.read(lambda tx: tx.episodes.page(9))
    facts = {one.told["facts.why"][2] for one in kept if one.may_act}
    assert facts <= {"true"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("signed_first", [True, False])
async def test_of_what_comes_together_only_what_is_signed_counts(
    store: Store, signed_first: bool
) -> None:
    def rule(tx: Transaction) -> object:
        tx.customers.put("acme", "Acme")
        signed = Signal("a", "e1", "true", "k", State.firing, START, ACME, {"why": "true"})
        later = START + timedelta(seconds=1)
        forged = Signal("a", "e2", "false", "k", State.firing, later, ACME, {"why": "false"})
        both = [Said("segment", signed), Said("segment", forged, may_act=False)]
        for one in both if signed_first else both[::-1]:
            receive(tx, desk(), one)
        [episode] = tx.episodes.page(9)
        return episode.told["facts.why"][2], episode.may_act

    assert await store.write(rule) == ("true", True)
