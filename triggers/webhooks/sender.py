"""The senders of bellhop.yml, with their secrets in place."""

import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from bot.config.config import Config
from bot.config.webhooks import Place, SchemeName, Webhook, WebhookSecret
from bot.desk.signals.signal import Trust
from bot.errors import Misconfigured
from triggers.webhooks.scheme import SCHEMES
from triggers.webhooks.source import Source
from triggers.webhooks.sources import SOURCES
from triggers.webhooks.verify import Found, Request, Secret, Verdict, key_of, same, verify

SHORTEST = 16  # bytes of a secret that is all there is


@dataclass(frozen=True)
class Sender:
    """Someone who may tell us something."""

    name: str
    webhook: Webhook
    source: Source
    secrets: tuple[Secret, ...]

    @property
    def scheme(self) -> SchemeName:
        """How they show that it is them."""
        return self.webhook.scheme or self.source.scheme

    @property
    def trust(self) -> Trust:
        """A shared secret says nothing about what was sent with it."""
        return Trust.low if self.scheme is SchemeName.shared_secret else Trust.high

    @property
    def in_path(self) -> bool:
        """Whether the secret is the last part of the address."""
        return self.scheme is SchemeName.shared_secret and self.webhook.secret_in is Place.path

    @property
    def largest(self) -> int:
        """How many bytes a body may have."""
        return self.webhook.largest or self.source.largest

    def verify(self, request: Request, in_path: str, now: datetime) -> Found:
        """Say whether they sent it."""
        if self.scheme is SchemeName.shared_secret:
            return self._known_by(in_path if self.in_path else self._shown(request), now)
        return verify(SCHEMES[self.scheme], request, self.secrets, now)

    def _shown(self, request: Request) -> str:
        return request.header([self.webhook.header.lower()])

    def _known_by(self, shown: str, now: datetime) -> Found:
        in_use = [secret for secret in self.secrets if secret.is_in_use(now)]
        if not in_use:
            return Found(Verdict.expired)
        fitting = [secret for secret in in_use if same(secret.key, shown)]
        if fitting:
            return Found(Verdict.verified, fitting[0])
        return Found(Verdict.wrong if shown else Verdict.unsigned)


def senders(
    config: Config, secret: Callable[[str], SecretStr], now: datetime
) -> Mapping[str, Sender]:
    """Read every secret; `Misconfigured` has a line for each that is missing or malformed."""
    problems: list[str] = []
    found = {}
    for name, webhook in config.webhooks.items():
        sender = Sender(name, webhook, SOURCES[webhook.source], ())
        secrets = [_secret(sender, one, secret, problems) for one in webhook.variables]
        found[name] = Sender(name, webhook, sender.source, tuple(secrets))
        problems += _ended(found[name], now)
    if problems:
        raise Misconfigured("\n".join(problems))
    return found


def _secret(
    sender: Sender, said: WebhookSecret, read: Callable[[str], SecretStr], problems: list[str]
) -> Secret:
    try:
        key = _key(sender, read(said.env).get_secret_value())
    except Misconfigured as error:
        problems.append(f"{error} (webhooks.{sender.name})")
        key = b""
    except (ValueError, binascii.Error) as error:
        problems.append(f"{said.env} {error} (webhooks.{sender.name})")
        key = b""
    return Secret(key, said.env, said.not_after)


def _key(sender: Sender, value: str) -> bytes:
    if value.strip() != value or not value.isprintable():
        raise ValueError("begins or ends with a space, or has a line break in it")
    if sender.scheme is not SchemeName.shared_secret:
        return _signing_key(sender.scheme, value)
    if len(value.encode()) < SHORTEST:
        raise ValueError(f"has to have {SHORTEST} bytes at least: nothing else protects this")
    if sender.in_path and not (
        value.isascii() and value.replace("-", "").replace("_", "").isalnum()
    ):
        raise ValueError("is part of an address: only letters, digits, - and _")
    return value.encode()


def _signing_key(name: SchemeName, value: str) -> bytes:
    try:
        return key_of(SCHEMES[name], value)
    except binascii.Error:
        raise ValueError("has to be whsec_ and base64") from None


def _ended(sender: Sender, now: datetime) -> Iterator[str]:
    if not any(secret.is_in_use(now) for secret in sender.secrets):
        yield f"webhooks.{sender.name}: the not_after of every secret is past"
