"""Schemes: how senders sign what they send, one row for each."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.config.webhooks import SchemeName

WINDOW = timedelta(seconds=300)


class Part(StrEnum):
    """What is signed, beside fixed bytes."""

    body = "body"
    first = "first"  # the body, or of a JSON array its first element
    stamp = "stamp"
    id = "id"
    method = "method"
    url = "url"


@dataclass(frozen=True)
class Stamp:
    """Where the time of sending is: in a header, the signature's own header, or the signed body."""

    headers: tuple[str, ...] = ()
    within: str = ""
    field: str = ""
    unit: str = "s"  # s, ms or iso
    window: timedelta = WINDOW


def _as_it_is(secret: str) -> bytes:
    return secret.encode()


def _of_base64(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)


@dataclass(frozen=True)
class Scheme:
    """How one kind of sender signs; a header may be named in several ways, the first counts."""

    headers: tuple[str, ...]
    signed: tuple[bytes | Part, ...] = (Part.body,)
    prefix: str = ""
    between: str = ""  # what separates several signatures
    algorithm: str = "sha256"
    base64: bool = False
    keyed: bool = True  # False: a plain hash of secret and text, which strangers can lengthen
    stamp: Stamp | None = None
    id_headers: tuple[str, ...] = ()
    key: Callable[[str], bytes] = _as_it_is


_LISTED = Stamp(within="t=")
_STANDARD = ("webhook", "svix")
_HUBSPOT = (Part.method, Part.url, Part.body)

SCHEMES: Mapping[SchemeName, Scheme] = MappingProxyType(
    {
        SchemeName.standard_webhooks: Scheme(
            tuple(f"{one}-signature" for one in _STANDARD),
            (Part.id, b".", Part.stamp, b".", Part.body),
            prefix="v1,",
            between=" ",
            base64=True,
            stamp=Stamp(tuple(f"{one}-timestamp" for one in _STANDARD)),
            id_headers=tuple(f"{one}-id" for one in _STANDARD),
            key=_of_base64,
        ),
        SchemeName.stripe: Scheme(
            ("stripe-signature",), (Part.stamp, b".", Part.body), "v1=", ",", stamp=_LISTED
        ),
        # what docs/webhooks.md has senders do who have no signature of their own
        SchemeName.bellhop: Scheme(
            ("x-bellhop-signature",), (Part.stamp, b".", Part.body), "v1=", ",", stamp=_LISTED
        ),
        SchemeName.github: Scheme(("x-hub-signature-256",), prefix="sha256="),
        SchemeName.jira: Scheme(("x-hub-signature",), prefix="sha256="),
        SchemeName.pagerduty: Scheme(("x-pagerduty-signature",), prefix="v1=", between=","),
        SchemeName.sentry: Scheme(("sentry-hook-signature",)),
        SchemeName.segment: Scheme(("x-signature",), (Part.first,), algorithm="sha1"),
        SchemeName.linear: Scheme(
            ("linear-signature",),
            stamp=Stamp(field="webhookTimestamp", unit="ms", window=timedelta(seconds=60)),
        ),
        SchemeName.slack: Scheme(
            ("x-slack-signature",),
            (b"v0:", Part.stamp, b":", Part.body),
            prefix="v0=",
            stamp=Stamp(("x-slack-request-timestamp",)),
        ),
        SchemeName.zendesk: Scheme(
            ("x-zendesk-webhook-signature",),
            (Part.stamp, Part.body),
            base64=True,
            stamp=Stamp(("x-zendesk-webhook-signature-timestamp",), unit="iso"),
        ),
        SchemeName.hubspot_v3: Scheme(
            ("x-hubspot-signature-v3",),
            (*_HUBSPOT, Part.stamp),
            base64=True,
            stamp=Stamp(("x-hubspot-request-timestamp",), unit="ms"),
        ),
        SchemeName.hubspot_v2: Scheme(("x-hubspot-signature",), _HUBSPOT, keyed=False),
        SchemeName.hubspot_v1: Scheme(("x-hubspot-signature",), keyed=False),
        SchemeName.launchdarkly: Scheme(("x-ld-signature",)),
        SchemeName.intercom: Scheme(("x-hub-signature",), prefix="sha1=", algorithm="sha1"),
        SchemeName.customerio: Scheme(
            ("x-cio-signature",),
            (b"v0:", Part.stamp, b":", Part.body),
            stamp=Stamp(("x-cio-timestamp",)),
        ),
    }
)
