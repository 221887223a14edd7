"""Signals: any order and any duplication of what is told of one incident gives the same threads."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config.load import parse
from bot.desk.desk import Desk, Identity
from bot.desk.episodes.saying import told_of
from bot.desk.signals.receiving import Said, receive
from bot.desk.signals.responding import respond_due
from store.database import Store
from store.thread_list import Filter
from store.transaction import Transaction
from tests.fakes import START
from triggers.webhooks.body import parse as read
from triggers.webhooks.routes import arrived, said_by
from triggers.webhooks.sample import Wanted, sample
from triggers.webhooks.sender import senders
from triggers.webhooks.source import Post

INCIDENTS = {
    "stripe": [
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ],
    "stripe paid": ["charge.failed", "invoice.payment_failed", "invoice.paid"],
    "alertmanager": ["alert.firing"],
    "alertmanager over": ["alert.firing", "alert.resolved"],
    "sentry": ["event_alert.triggered", "issue.created"],
    "sentry over": ["event_alert.triggered", "issue.created", "issue.resolved"],
    "sentry rate over": ["metric_alert.critical", "metric_alert.resolved"],
    "datadog": ["monitor.triggered"],
    "datadog over": ["monitor.triggered", "monitor.recovered"],
    "datadog again": ["monitor.triggered", "monitor.recovered", "monitor.triggered"],
    "grafana over": ["alert.firing", "alert.resolved"],
    "segment over": ["audience.entered", "audience.exited"],
    "statuspage over": ["incident.identified", "incident.resolved"],
    "pagerduty": ["incident.triggered", "incident.acknowledged"],
    "pagerduty over": ["incident.triggered", "incident.acknowledged", "incident.resolved"],
}
UNMATCHED = ("pagerduty", "sentry rate", "statuspage")  # they do not say whom it is about
RULE = "{on: {source: NAME}, respond: act, mode: live, group_wait: 0s, labels: [told]}"
NAMES = sorted({name.partition(" ")[0] for name in INCIDENTS})
CONFIG = parse(
    f"""
desk: {{triage: C0TRIAGE}}
customers: {{acme: {{external: {{account: acct_42, stripe: cus_1}}}}}}
webhooks: {{{", ".join(f"{name}: {{secret_env: A, may_act: true}}" for name in NAMES)}}}
triggers: {{{", ".join(f"{name}: {RULE.replace('NAME', name)}" for name in NAMES)}}}
""".encode()
)
DESK = Desk(CONFIG, Identity("T0HOME", "U0BOT", "B0BOT", "https://x.slack.com/"))
SECRET = "0123456789abcdef0123456789abcdef"
SENDERS = senders(CONFIG, lambda _name: SecretStr(SECRET), START)


class Undone(Exception):
    """Carries what became of it out of a transaction that leaves nothing."""


def said(name: str) -> list[Said]:
    """What a sender tells of one incident, a second apart."""
    sender, found = SENDERS[name.partition(" ")[0]], []
    for number, kind in enumerate(INCIDENTS[name]):
        wanted = Wanted(kind, "acme", CONFIG.customers["acme"])
        request = sample(sender, wanted, START - timedelta(seconds=60 - number))
        body = read(request.body.decode())
        assert isinstance(body, dict)
        event = arrived(sender, Post(request.body.decode(), body, request.headers))
        told = said_by(sender, event, body)
        found += [told] if told is not None else []
    return found


def told(tx: Transaction, signals: Sequence[Said]) -> NoReturn:
    tx.customers.put("acme", "Acme")
    for one in signals:
        receive(tx, DESK, one)
    while respond_due(tx, DESK):
        pass
    threads = tx.thread_list.page(Filter()).threads
    raise Undone(
        [(one.title, one.status, one.customer_id, told_of(tx, DESK, one)) for one in threads]
    )


async def became(store: Store, signals: Sequence[Said]) -> list[object]:
    try:
        await store.write(told, signals)
    except Undone as undone:
        return list(undone.args[0])
    raise AssertionError("what it became was kept")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
@pytest.mark.parametrize("name", INCIDENTS)
async def test_any_order_and_any_duplication_give_the_same_threads(
    store: Store, name: str, data: st.DataObject
) -> None:
    signals = said(name)
    shuffled = data.draw(st.permutations(signals))
    again = data.draw(st.lists(st.sampled_from(signals), max_size=4))

    first = await became(store, signals)

    assert await became(store, [*again, *shuffled, *again]) == first
    is_over = name.endswith((" over", " paid")) and not name.startswith(UNMATCHED)
    assert len(first) == (0 if is_over else 1)
