"""Sources: what each sender tells, through the door, as the signal that it is."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config.customers import Customer
from bot.config.webhooks import SignalPaths, SourceName, Webhook
from bot.desk.signals.signal import Signal, State
from tests.fakes import FakeClock
from tests.triggers.webhooks.post import SHARED, listening
from triggers.webhooks.body import parse
from triggers.webhooks.sample import Wanted, sample, tells_of_customers, types
from triggers.webhooks.sender import Sender
from triggers.webhooks.source import Told
from triggers.webhooks.sources import SOURCES
from triggers.webhooks.verify import Secret

SHARED_PAYLOADS = Path(__file__).parents[4] / "shared" / "payloads"
PAYLOADS = sorted(SHARED_PAYLOADS.glob("*/*.json"))
MAPPING = (
    "mapping: {title: data.subject, id: data.id, email: data.email, facts: {total: data.total}}"
)

OTHERS: tuple[Any, ...] = (None, "text", 7, [], {}, [None])
# what the sample of each source says: type, state, key, customer, and one fact
EXPECTED: dict[str, tuple[str, str, str, str | None, tuple[str, Any]]] = {
    "alertmanager": ("alert.firing", "firing", "a1bc48475b20e73d-acct_42", "acme", ("severity", "critical")),
    "datadog": ("monitor.triggered", "firing", "c-1234567-acct_42", "acme", ("priority", "P2")),
    "generic": ("order.failed", "info", "order.failed", "acme", ("total", 120)),
    "github": ("issues.closed", "resolved", "example/product#1347", None, ("reason", "completed")),
    "grafana": ("alert.firing", "firing", "a1bc48475b20e73d-acct_42", "acme", ("B", 7.4)),
    "jira": ("jira:issue_updated", "resolved", "issue:API-15", None, ("new_status", "Done")),
    "linear": ("Issue.update", "resolved", "issue:a4344dc7-7d8d-4b28-a93c-553ac9aba41a", None, ("state", "Done")),
    "pagerduty": ("incident.triggered", "firing", "incident:PFQZPSY", None, ("service", "exports")),
    "posthog": ("insight_alert.firing", "firing", "alert:019a972a", "acme", ("value", 7.4)),
    "segment": ("audience.entered", "firing", "audience:onboarding_stalled_14d:acct_42", "acme", ("user", "u_771")),
    "sentry": ("event_alert.triggered", "firing", "issue:4218258981", "acme", ("rule", "Exports fail")),
    "statuspage": ("incident.identified", "firing", "incident:z3lct0r596n4", None, ("impact", "major")),
    "stripe": ("invoice.payment_failed", "firing", "payment:cus_1", "acme", ("attempts", 2)),
}  # fmt: skip


KNOWN = Customer(external={"stripe": "cus_1", "account": "acct_42"}, domains=("acme.example",))
MINE = Webhook(source=SourceName.stripe, secret_env="MINE")


@pytest.mark.parametrize("source", SourceName)
def test_every_sample_is_of_its_type_and_says_whose_it_is_where_the_source_does(
    source: SourceName, clock: FakeClock
) -> None:
    sender = Sender(
        "mine", MINE.model_copy(update={"source": source}), SOURCES[source], (Secret(b"secret"),)
    )
    for kind in types(source):
        request = sample(sender, Wanted(kind, "acme", KNOWN), clock.now())
        [post] = SOURCES[source].split(request.body.decode(), parse(request.body.decode()))
        named = SOURCES[source].name(replace(post, headers=request.headers))
        signal = SOURCES[source].read(Told(named.kind, named.key, post.body))

        assert signal is not None
        assert (signal.type, bool(named.key)) == (kind, True)
        known = {"cus_1", "acct_42"} & {known_as for _, known_as in signal.whom.ids}
        assert bool(known or signal.whom.emails) == tells_of_customers(source, kind)


def test_every_source_is_in_the_table() -> None:
    assert set(SOURCES) == set(SourceName) == {SourceName(name) for name in EXPECTED}


@pytest.mark.parametrize("source", SourceName)
async def test_the_sample_of_each_source_is_taken(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, source: SourceName
) -> None:
    mapping = f", {MAPPING}" if source is SourceName.generic else ""
    config = f"webhooks: {{mine: {{source: {source}, secret_env: MINE{mapping}}}}}"
    monkeypatch.setenv("MINE", f"whsec_{SHARED.replace('-', '')}")
    async with listening(database_url, clock, monkeypatch, config) as posting:
        [sender] = posting.door.bot.senders.values()
        request = sample(sender, Wanted(name="acme", customer=KNOWN), clock.now())
        codes = [(await posting.post("mine", request.body, request.headers))[0] for _ in range(2)]

        [told] = await posting.received()
        kind, state, key, customer, (fact, value) = EXPECTED[source]
        assert codes == [200, 200]
        assert (told["type"], told["state"], told["key"]) == (kind, state, key)
        assert told["customer"] == customer
        assert told["facts"][fact] == value
        assert told["title"]
        assert told["occurred_at"].startswith("2026-")


def read(source: str, body: Any, kind: str, **headers: str) -> Signal:
    signal = SOURCES[SourceName(source)].read(Told(kind, "id", body))
    assert signal is not None
    return signal


def stripe(kind: str, before: Any = None, **thing: Any) -> Signal:
    data = {"object": {"customer": "cus_1", **thing}, "previous_attributes": before or {}}
    return read("stripe", {"type": kind, "data": data}, kind)


def test_stripe_says_the_same_in_its_old_and_its_new_shape() -> None:
    old = stripe(
        "invoice.payment_failed",
        object="invoice",
        id="in_1",
        subscription="sub_1",
        subscription_details={"metadata": {"plan_tier": "enterprise"}},
        lines={"data": [{"price": {"id": "price_1"}}]},
    )
    new = stripe(
        "invoice.payment_failed",
        object="invoice",
        id="in_1",
        parent={
            "subscription_details": {
                "subscription": "sub_1",
                "metadata": {"plan_tier": "enterprise"},
            }
        },
        lines={"data": [{"pricing": {"price_details": {"price": "price_1"}}}]},
    )

    assert old == new
    assert new.facts["plan_tier"] == "enterprise"
    assert new.facts["subscription"] == "sub_1"


def test_all_that_stripe_says_of_one_failed_renewal_has_one_key() -> None:
    failed = [
        stripe("invoice.payment_failed", object="invoice", id="in_1"),
        stripe("charge.failed", object="charge", id="ch_1", payment_intent="pi_1"),
        stripe("payment_intent.payment_failed", object="payment_intent", id="pi_1"),
        stripe("customer.subscription.updated", {"status": "active"}, status="past_due"),
    ]
    paid = [
        stripe("invoice.paid", object="invoice", id="in_1"),
        stripe("customer.subscription.updated", {"status": "past_due"}, status="active"),
    ]

    assert {one.key for one in [*failed, *paid]} == {"payment:cus_1"}
    assert {one.state for one in failed} == {State.firing}
    assert {one.state for one in paid} == {State.resolved}
    assert (failed[-1].title, paid[-1].title) == (
        "A subscription is past due",
        "A subscription is active",
    )


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        ({"outcome": {"reason": "insufficient_funds"}, "failure_code": "card_declined"}, "insufficient_funds"),
        ({"failure_code": "expired_card"}, "expired_card"),
        ({"last_payment_error": {"code": "card_declined", "decline_code": "lost_card"}}, "lost_card"),
        ({"last_payment_error": {"code": "authentication_required"}}, "authentication_required"),
    ],
)  # fmt: skip
def test_stripe_says_why_as_exactly_as_it_can(thing: dict[str, Any], reason: str) -> None:
    assert stripe("charge.failed", **thing).facts["reason"] == reason


def test_a_link_is_shown_only_when_it_leads_where_it_should() -> None:
    good = stripe("invoice.paid", hosted_invoice_url="https://invoice.stripe.com/i/1")
    bad = stripe("invoice.paid", hosted_invoice_url="https://stripe.com.evil.example/i/1")
    worse = stripe("invoice.paid", hosted_invoice_url="javascript:alert(1)")

    assert (good.link, bad.link, worse.link) == ("https://invoice.stripe.com/i/1", None, None)


def test_segment_tells_of_an_audience_in_two_ways() -> None:
    context = {"personas": {"computation_class": "audience", "computation_key": "stalled"}}
    left = {"type": "identify", "userId": "u", "traits": {"stalled": False}, "context": context}
    signal = read("segment", left, "identify")

    assert (signal.type, signal.state, signal.key) == (
        "audience.exited",
        State.resolved,
        "audience:stalled:u",
    )


def test_posthog_names_the_group_in_two_ways() -> None:
    event = {"event": "signed_up", "properties": {"$groups": {"company": "acct_42"}, "plan": "x"}}
    signal = read("posthog", {"event": event}, "signed_up")

    assert ("account", "acct_42") in signal.whom.ids
    assert signal.facts == {"plan": "x"}


@pytest.mark.skipif(not PAYLOADS, reason="the payloads are not part of this repository")
@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_real_body_is_read_or_ignored(path: Path) -> None:
    name = path.parent.name if path.parent.name != "composed" else path.name.partition(".")[0]
    source, raw = SOURCES[SourceName(name)], path.read_text()
    event = path.name.partition(".")[0]
    headers = {"sentry-hook-resource": "issue", "x-github-event": event, "request-id": "1"}

    for post in source.split(raw, parse(raw)):
        named = source.name(replace(post, headers=headers))
        signal = source.read(Told(named.kind, named.key, parse(post.text), SignalPaths()))
        assert signal is None or (signal.type and signal.title and signal.key)
        json.dumps(signal and dict(signal.facts))


@pytest.mark.parametrize("source", SourceName)
def test_a_body_of_another_shape_breaks_nothing(source: SourceName) -> None:
    row = SOURCES[source]
    read = yaml.safe_load(Path(f"triggers/webhooks/samples/{source}.yml").read_text())
    whole = read[types(source)[0]]["body"]
    kind = "jira:issue_x" if source is SourceName.jira else EXPECTED[source][0]

    for broken in _broken(whole):
        row.read(Told(kind, "id", broken))


def _broken(value: Any) -> list[Any]:
    """Return an object many times, each with one of its parts of another kind."""
    found = []
    for key in value:
        found += [{**value, key: other} for other in OTHERS]
        if isinstance(value[key], dict):
            found += [{**value, key: one} for one in _broken(value[key])]
    return found
