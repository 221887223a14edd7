"""Samples: what each source sends of whom, signed as it would be, to try a desk with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from string import Template
from typing import Any
from uuid import uuid4

import yaml

from bot.config.customers import Customer
from bot.config.webhooks import SchemeName, SourceName
from triggers.webhooks.scheme import SCHEMES
from triggers.webhooks.sender import Sender
from triggers.webhooks.verify import Request, sign

SAMPLES = Path(__file__).parent / "samples"
SOON = timedelta(days=3)
ACCOUNT = "account"


@dataclass(frozen=True)
class Wanted:
    """Which sample: of which type (None: the first), about which customer; `but` changes parts of it."""

    type: str | None = None
    name: str = "nobody"
    customer: Customer = field(default_factory=Customer)
    but: Mapping[str, Any] = field(default_factory=dict)  # by path


@cache
def types(source: SourceName) -> tuple[str, ...]:
    """Return the types of which there are samples, the most telling first."""
    return tuple(_samples(source))


def tells_of_customers(source: SourceName, kind: str | None = None) -> bool:
    """Whether a sample says whom it is about."""
    said = json.dumps(_samples(source)[kind or types(source)[0]])
    return any(f"${name}" in said for name in ("customer", ACCOUNT, "email"))


def sample(sender: Sender, wanted: Wanted, now: datetime) -> Request:
    """Return a request that this sender would make now, with its newest secret."""
    source = sender.webhook.source
    chosen = _samples(source)[wanted.type or types(source)[0]]
    known = _known(source, wanted, now)
    body = _filled(chosen["body"], known)
    for path, value in {**_stamped(sender, known), **_mapped(sender, known), **wanted.but}.items():
        put(body, path, value)
    headers = {"content-type": "application/json", **_filled(chosen.get("headers", {}), known)}
    request = Request(headers, json.dumps(body).encode(), url=sender.webhook.url or "")
    return Request({**headers, **_shown(sender, request, now)}, request.body)


def path_of(sender: Sender, now: datetime) -> str:
    """Return where it is posted; for some, the secret is a part of that."""
    path = f"/webhooks/{sender.name}"
    if not sender.in_path:
        return path
    [*_, secret] = [one for one in sender.secrets if one.is_in_use(now)]
    return f"{path}/{secret.key.decode()}"


def put(body: Any, path: str, value: object) -> None:  # noqa: ANN401 - JSON
    """Put a value at `data.object.number`; KeyError where there is no such place."""
    *outer, last = path.split(".")
    for step in outer:
        body = body[int(step)] if isinstance(body, list) else body.setdefault(step, {})
        if not isinstance(body, dict | list):
            raise KeyError(path)
    if isinstance(body, list):
        body[int(last)] = value
    else:
        body[last] = value


@cache
def _samples(source: SourceName) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load((SAMPLES / f"{source}.yml").read_text("utf-8"))
    return read


def _known(source: SourceName, wanted: Wanted, now: datetime) -> Mapping[str, Any]:
    """Return what the places of a sample stand for."""
    name, customer = wanted.name, wanted.customer
    account = customer.external.get(ACCOUNT, name)
    domain = next(iter(customer.domains), f"{name}.example")
    emails = (contact.email for contact in customer.contacts if contact.email)
    return {
        "id": uuid4().hex,
        "now": now.isoformat(),
        "epoch": int(now.timestamp()),
        "epoch_ms": int(now.timestamp() * 1000),
        "epoch_in_3_days": int((now + SOON).timestamp()),
        ACCOUNT: account,
        "customer": customer.external.get(source.value, account),
        "name": customer.name or name.capitalize(),
        "email": next(emails, f"billing@{domain}"),
        "tier": customer.tier or "free",
        "owner": customer.owner or "nobody",
    }


def _filled(part: Any, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Fill the places in; one that is all of a text keeps what kind of value it is."""
    if isinstance(part, dict):
        return {name: _filled(value, known) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, known) for value in part]
    if not isinstance(part, str):
        return part
    name = part.removeprefix("$")
    whole = name != part and name in known
    return known[name] if whole else Template(part).substitute(known)


def _stamped(sender: Sender, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the time, where the scheme wants it in the body."""
    scheme = SCHEMES.get(sender.scheme)
    field = scheme.stamp.field if scheme and scheme.stamp else ""
    return {field: known["epoch_ms"]} if field else {}


def _mapped(sender: Sender, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stands where the mapping of bellhop.yml looks for it."""
    mapping = sender.webhook.mapping
    if mapping is None:
        return {}
    found: dict[str, Any] = dict.fromkeys(mapping.customer.values(), known["customer"])
    if mapping.email:
        found[mapping.email] = known["email"]
    if mapping.title:
        found[mapping.title] = "A sample"
    if mapping.state and mapping.firing:
        found[mapping.state] = mapping.firing[0]
    return found


def _shown(sender: Sender, request: Request, now: datetime) -> Mapping[str, str]:
    """Return the headers by which the sender is known."""
    secret = [one for one in sender.secrets if one.is_in_use(now)][-1]
    if sender.scheme is not SchemeName.shared_secret:
        return sign(SCHEMES[sender.scheme], secret, request, now)
    return {} if sender.in_path else {sender.webhook.header: secret.key.decode()}
