"""Stripe: payments that fail, and subscriptions that change. Old and new shapes, told by presence.

One failed renewal is up to five events in any order, and since API 2025-03-31 only the charge and the
payment intent say why, and only the invoice which attempt it was. All of them are about the
customer's payments, so they share the key of that episode.
"""

from collections.abc import Mapping
from typing import Any

from bot.config.webhooks import SchemeName, Webhook
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.paths import at, facts, ids, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

FAILED = "invoice.payment_failed", "charge.failed", "payment_intent.payment_failed"
PAID = "invoice.paid", "invoice.payment_succeeded"
THIN = "v2.core.event"
UPDATED, DELETED = "customer.subscription.updated", "customer.subscription.deleted"
LATE = frozenset({"past_due", "unpaid"})
GOOD = frozenset({"active", "trialing"})
TITLES = {
    **dict.fromkeys(FAILED, "A payment failed"),
    **dict.fromkeys(PAID, "An invoice was paid"),
    UPDATED: "A subscription changed",
    DELETED: "A subscription ended",
}
# where metadata stands: on the object, or of its subscription, in the new shape and in the old
METADATA = ("parent.subscription_details.metadata", "subscription_details.metadata", "metadata")
REASONS = ("last_payment_error.decline_code", "outcome.reason", "failure_code")
REASONS_LESS_EXACT = ("last_payment_error.code",)
PRICES = (
    "lines.data.0.price.nickname",
    "lines.data.0.plan.nickname",
    "lines.data.0.price.lookup_key",
    "lines.data.0.price.id",
    "lines.data.0.pricing.price_details.price",
    "items.data.0.price.nickname",
    "items.data.0.price.lookup_key",
    "items.data.0.price.id",
    "plan.nickname",
    "plan.id",
)


def name(post: Post) -> Named:
    """Events have ids that stay; one of the second version has no object in it."""
    return Named(text(post.body, "type"), text(post.body, "id"))


def why_not(body: Mapping[str, Any], webhook: Webhook) -> str | None:
    """Tests are not taken for payments; a thin event has nothing in it to read."""
    if body.get("livemode") is False and not webhook.test_mode:
        return "an event of Stripe's test mode: the webhook does not say test_mode: true"
    if body.get("object") == THIN:
        return "a thin event, which does not say what happened: let Stripe send snapshots"
    return None


def read(told: Told) -> Signal | None:
    """Read what concerns payments and subscriptions."""
    thing = mapping(told.body, "data.object")
    if told.kind not in TITLES or not thing:
        return None
    metadata = _metadata(thing)
    return Signal(
        type=told.kind,
        id=told.key,
        title=f"{_what(told, thing)}{_of_whom(thing)}",
        key=_key(told, thing),
        state=_state(told, thing),
        occurred_at=moment(at(told.body, "created")),
        whom=_whom(told, thing, metadata),
        facts={**_facts(told.body, thing), **_of_operator(metadata)},
        link=link(thing, "hosted_invoice_url", "stripe.com"),
    )


def _metadata(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for path in METADATA:
        found |= mapping(thing, path)
    return found


def _what(told: Told, thing: Mapping[str, Any]) -> str:
    """Say what happened; of a subscription that is late, or no longer, how it stands."""
    if told.kind == UPDATED and _state(told, thing) is not State.info:
        return f"A subscription is {text(thing, 'status').replace('_', ' ')}"
    return TITLES[told.kind]


def _of_whom(thing: Mapping[str, Any]) -> str:
    name = text(thing, "customer_name", "billing_details.name")
    return f": {name}" if name else ""


def _state(told: Told, thing: Mapping[str, Any]) -> State:
    if told.kind in FAILED:
        return State.firing
    if told.kind in PAID:
        return State.resolved
    was, now = text(told.body, "data.previous_attributes.status"), text(thing, "status")
    if told.kind == UPDATED and now in LATE:
        return State.firing
    return State.resolved if was in LATE and now in GOOD else State.info


def _key(told: Told, thing: Mapping[str, Any]) -> str:
    if told.kind in (UPDATED, DELETED) and _state(told, thing) is State.info:
        return f"subscription:{text(thing, 'id')}"
    return f"payment:{_id(thing, 'customer') or _invoice(thing) or text(thing, 'id')}"


def _id(thing: Mapping[str, Any], field: str) -> str:
    """Return an id; the object stands in its place when the endpoint expands it."""
    return text(thing, field, f"{field}.id")


def _invoice(thing: Mapping[str, Any]) -> str:
    if text(thing, "object") == "invoice":
        return text(thing, "id")
    return _id(thing, "invoice") or _id(thing, "latest_invoice")


def _whom(told: Told, thing: Mapping[str, Any], metadata: Mapping[str, Any]) -> Whom:
    known_as = [("stripe", _id(thing, "customer")), *ids(metadata)]
    known_as.append(("stripe", text(told.body, "account")))  # of a platform's connected account
    emails = text(thing, "customer_email"), text(thing, "receipt_email", "billing_details.email")
    return Whom(tuple(one for one in known_as if one[1]), tuple(filter(None, emails)))


def _facts(event: Mapping[str, Any], thing: Mapping[str, Any]) -> Mapping[str, Any]:
    attempt = moment(at(thing, "next_payment_attempt"))
    ends = moment(at(thing, "current_period_end") or at(thing, "items.data.0.current_period_end"))
    found = {
        "invoice": _invoice(thing),
        "payment_intent": _intent(thing),
        "subscription": _subscription(thing),
        "reason": text(thing, *REASONS, *REASONS_LESS_EXACT),
        "message": text(thing, "last_payment_error.message", "failure_message"),
        "advice": text(thing, "last_payment_error.advice_code", "outcome.advice_code"),
        "next_attempt": attempt.isoformat() if attempt else "",
        "period_ends": ends.isoformat() if ends else "",
        "plan": text(thing, *PRICES),
    }
    return {
        **{fact: value for fact, value in found.items() if value},
        **facts(
            thing,
            attempts="attempt_count",
            amount="amount_due" if "amount_due" in thing else "amount",
            currency="currency",
            invoice_number="number",
            status="status",
            billing_reason="billing_reason",
        ),
        **facts(event, was="data.previous_attributes.status", live="livemode"),
    }


def _intent(thing: Mapping[str, Any]) -> str:
    own = text(thing, "id") if text(thing, "object") == "payment_intent" else ""
    return own or _id(thing, "payment_intent")


def _subscription(thing: Mapping[str, Any]) -> str:
    if text(thing, "object") == "subscription":
        return text(thing, "id")
    return text(thing, "parent.subscription_details.subscription") or _id(thing, "subscription")


def _of_operator(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """What Stripe does not know and operators write beside it."""
    return facts(metadata, plan_tier="plan_tier", account_owner="account_owner")


SOURCE = Source(SchemeName.stripe, name, read, why_not=why_not)
