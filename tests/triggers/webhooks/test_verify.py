"""Signatures: every published vector, and what hostile senders try."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.webhooks import SchemeName
from tests.fakes import START
from triggers.webhooks.scheme import SCHEMES, Scheme
from triggers.webhooks.verify import Found, Request, Secret, Verdict, key_of, sign, verify

VECTORS = Path(__file__).parents[4] / "shared" / "vectors.json"
ALL = json.loads(VECTORS.read_text())["vectors"] if VECTORS.exists() else []
STRIPE = SCHEMES[SchemeName.stripe]
SECRET = Secret(b"whsec_test", "STRIPE_WEBHOOK_SECRET")


def request_of(vector: dict[str, Any]) -> Request:
    method, url = vector.get("method", "POST"), vector.get("url", "")
    return Request(vector["headers"], vector["body"].encode(), method, url)


@pytest.mark.skipif(not ALL, reason="the vectors are not part of this repository")
@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    scheme = SCHEMES[SchemeName(vector["scheme"])]
    now = datetime.fromtimestamp(vector["now"] or 0, UTC)
    if vector["expect"] == "config-error":
        with pytest.raises(ValueError, match="is empty"):
            key_of(scheme, vector["secret"])
        return

    found = verify(scheme, request_of(vector), [Secret(key_of(scheme, vector["secret"]))], now)

    assert (found.verdict is Verdict.verified) == vector["expect"].startswith("accept")


def signed(scheme: Scheme, body: bytes, at: datetime = START, secret: Secret = SECRET) -> Request:
    return Request(sign(scheme, secret, Request({}, body, url="https://x.example"), at), body)


def verdict(request: Request, *secrets: Secret, at: datetime = START) -> Verdict:
    return verify(STRIPE, request, secrets or [SECRET], at).verdict


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=[*SCHEMES])
def test_what_we_sign_we_verify_and_a_changed_body_we_refuse(scheme: Scheme) -> None:
    body = json.dumps({"webhookTimestamp": int(START.timestamp() * 1000)}).encode()
    request = replace(signed(scheme, body), url="https://x.example")

    assert verify(scheme, request, [SECRET], START) == Found(Verdict.verified, SECRET)
    changed = replace(request, body=body.replace(b"}", b" }"))
    assert verify(scheme, changed, [SECRET], START).verdict is Verdict.wrong


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (300, Verdict.verified),
        (-300, Verdict.verified),
        (301, Verdict.stale),
        (-301, Verdict.stale),
    ],
)
def test_the_window_ends_both_ways(seconds: int, expected: Verdict) -> None:
    request = signed(STRIPE, b"{}", START)

    assert verdict(request, at=START + timedelta(seconds=seconds)) is expected


def test_two_secrets_count_while_one_takes_over_from_the_other() -> None:
    old = Secret(b"old", "OLD", START)
    new = Secret(b"new", "NEW")
    later = START + timedelta(seconds=1)

    assert verify(STRIPE, signed(STRIPE, b"{}", secret=old), [old, new], START).secret is old
    assert verify(STRIPE, signed(STRIPE, b"{}", secret=new), [old, new], START).secret is new
    assert verdict(signed(STRIPE, b"{}", later, old), old, new, at=later) is Verdict.wrong
    assert verdict(signed(STRIPE, b"{}", later, old), old, at=later) is Verdict.expired


def test_nothing_that_counts_is_missing_or_of_another_secret() -> None:
    other = Secret(b"another")

    assert verdict(Request({}, b"{}")) is Verdict.unsigned
    assert verdict(Request({"stripe-signature": "v1=00"}, b"{}")) is Verdict.unsigned
    assert verdict(signed(STRIPE, b"{}", secret=other)) is Verdict.wrong


HEADERS = st.text(max_size=60) | st.sampled_from(["v1,", "v1=é,t=1", "t=²,v1=00", "sha256=\ud800"])


@given(
    st.sampled_from([*SCHEMES.values()]),
    HEADERS,
    HEADERS,
    st.binary(max_size=80)
    | st.sampled_from([b"[" * 5000, b"[1", b"[\xff]", b'{"webhookTimestamp":1e9}']),
)
def test_hostile_input_is_refused_and_never_fails(
    scheme: Scheme, one: str, other: str, body: bytes
) -> None:
    stamps = scheme.stamp.headers if scheme.stamp else ()
    headers = dict.fromkeys([*scheme.headers, *scheme.id_headers], one) | dict.fromkeys(
        stamps, other
    )

    assert verify(scheme, Request(headers, body), [SECRET], START).verdict is not Verdict.verified
