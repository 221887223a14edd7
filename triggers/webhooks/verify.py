"""Verifying: whether the holder of a secret sent these bytes, just now."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from triggers.webhooks.scheme import Part, Scheme, Stamp

MOST_SIGNATURES = 20
LONGEST_STAMP = 40
_JSON = json.JSONDecoder()


class Verdict(StrEnum):
    """What came of it; only counted, never told to the sender."""

    verified = "verified"
    unsigned = "unsigned"  # no signature, or not all that it takes
    expired = "expired"  # no secret is in use any more
    wrong = "wrong"
    stale = "stale"  # signed long ago, or in the future


@dataclass(frozen=True)
class Request:
    """What reached us, as it came; the names of the headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    url: str = ""

    def header(self, names: Sequence[str]) -> str:
        """Return the first of these headers that is there."""
        return next((self.headers[name] for name in names if name in self.headers), "")


@dataclass(frozen=True)
class Secret:
    """One secret of a source, and the variable that holds it; it ends with `not_after`."""

    key: bytes = field(repr=False)
    variable: str = ""
    not_after: datetime | None = None

    def is_in_use(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.not_after is None or now <= self.not_after


@dataclass(frozen=True)
class Found:
    """The verdict, and the secret that fitted."""

    verdict: Verdict
    secret: Secret | None = None


def key_of(scheme: Scheme, secret: str) -> bytes:
    """Return the key that a secret stands for; ValueError when it is none."""
    key = scheme.key(secret)
    if not key:
        raise ValueError("is empty")
    return key


def verify(scheme: Scheme, request: Request, secrets: Sequence[Secret], now: datetime) -> Found:
    """Look at the signatures of a request, all of them and with every secret in use."""
    in_use = [secret for secret in secrets if secret.is_in_use(now)]
    if not in_use:
        return Found(Verdict.expired)
    shown = _shown(scheme, request)
    signed = _signed(scheme, request, _stamp_text(scheme, request))
    if not shown or signed is None:
        return Found(Verdict.unsigned)
    fitting = [s for s in in_use if _fits(signature(scheme, s.key, signed), shown)]
    if not fitting:
        return Found(Verdict.wrong)
    fresh = scheme.stamp is None or _is_fresh(scheme.stamp, _stamp_text(scheme, request), now)
    return Found(Verdict.verified if fresh else Verdict.stale, fitting[0])


def signature(scheme: Scheme, key: bytes, signed: bytes) -> bytes:
    """Return the one signature that is right, without its prefix."""
    if scheme.keyed:
        digest = hmac.digest(key, signed, scheme.algorithm)
    else:
        digest = hashlib.new(scheme.algorithm, key + signed).digest()
    return base64.b64encode(digest) if scheme.base64 else digest.hex().encode()


def sign(scheme: Scheme, secret: Secret, request: Request, now: datetime) -> Mapping[str, str]:
    """Return the headers that a sender would add; the body has its own stamp, where it has one."""
    headers = dict.fromkeys(
        scheme.id_headers[:1], f"msg_{hashlib.sha256(request.body).hexdigest()}"
    )
    stamp = scheme.stamp
    text = _written(stamp, now) if stamp else ""
    if stamp is not None and stamp.headers:
        headers[stamp.headers[0]] = text
    sent = Request({**request.headers, **headers}, request.body, request.method, request.url)
    signed = _signed(scheme, sent, text) or b""
    listed = f"t={text}{scheme.between}" if stamp is not None and stamp.within else ""
    value = signature(scheme, secret.key, signed).decode()
    return {**headers, scheme.headers[0]: f"{listed}{scheme.prefix}{value}"}


def first_element(body: bytes) -> bytes | None:
    """Return the bytes of the first element of a JSON array; of anything else all of it."""
    try:
        text = body.decode()
        if not text.startswith("["):
            return body
        _, end = _JSON.raw_decode(text, 1)
    except (ValueError, RecursionError):
        return None
    return text[1:end].encode()


def same(expected: bytes, shown: str) -> bool:
    """Compare without telling by the time it takes how much of it was right."""
    return hmac.compare_digest(expected, shown.encode(errors="replace"))


def _shown(scheme: Scheme, request: Request) -> list[str]:
    header = request.header(scheme.headers)
    parts = header.split(scheme.between) if scheme.between else [header]
    return [
        part.strip().removeprefix(scheme.prefix)
        for part in parts[:MOST_SIGNATURES]
        if part and part.strip().startswith(scheme.prefix)
    ]


def _fits(expected: bytes, shown: Sequence[str]) -> bool:
    return any([same(expected, one) for one in shown])  # noqa: C419 - all of them, always


def _signed(scheme: Scheme, request: Request, stamp: str) -> bytes | None:
    """Return the bytes that were signed; None when some of it is missing."""
    pieces: Mapping[Part, bytes | None] = {
        Part.body: request.body,
        Part.first: first_element(request.body) if Part.first in scheme.signed else None,
        Part.stamp: stamp.encode(errors="replace") or None,
        Part.id: request.header(scheme.id_headers).encode(errors="replace") or None,
        Part.method: request.method.encode(),
        Part.url: request.url.encode() or None,
    }
    found = [pieces[one] if isinstance(one, Part) else one for one in scheme.signed]
    complete = [one for one in found if one is not None]
    return b"".join(complete) if len(complete) == len(found) else None


def _stamp_text(scheme: Scheme, request: Request) -> str:
    stamp = scheme.stamp
    if stamp is None:
        return ""
    if stamp.field:
        return _in_body(request.body, stamp.field)
    if stamp.headers:
        return request.header(stamp.headers)
    parts = request.header(scheme.headers).split(scheme.between)
    return next(
        (p.strip()[len(stamp.within) :] for p in parts if p.strip().startswith(stamp.within)), ""
    )


def _in_body(body: bytes, field: str) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    stamp = value.get(field) if isinstance(value, dict) else None
    return str(stamp) if isinstance(stamp, int) else ""


def _is_fresh(stamp: Stamp, text: str, now: datetime) -> bool:
    sent = _seconds(stamp, text)
    return sent is not None and abs(now.timestamp() - sent) <= stamp.window / timedelta(seconds=1)


def _seconds(stamp: Stamp, text: str) -> float | None:
    if not text.isascii() or len(text) > LONGEST_STAMP:
        return None
    if stamp.unit == "iso":
        return _of_iso(text)
    if not text.isdecimal():
        return None
    return int(text) / 1000 if stamp.unit == "ms" else int(text)


def _of_iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()


def _written(stamp: Stamp, now: datetime) -> str:
    if stamp.unit == "iso":
        return now.isoformat()
    return str(int(now.timestamp() * (1000 if stamp.unit == "ms" else 1)))
