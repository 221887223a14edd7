"""`webhooks:` of bellhop.yml: who may tell us something, and how we know that it is them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.product import Product
from bot.config.section import Section, Text, matching
from bot.config.services import Address, HeaderName, Variable, Word

_RATE = re.compile(r"(\d{1,6})\s*/\s*([smh])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_SIZE = re.compile(r"(\d{1,6})\s*(B|KiB|MiB)", re.ASCII)
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024 * 1024}
LARGEST = 25 * 1024 * 1024  # GitHub's cap: nobody sends more


class SourceName(StrEnum):
    """The senders whose words we understand."""

    alertmanager = "alertmanager"
    datadog = "datadog"
    generic = "generic"
    github = "github"
    grafana = "grafana"
    jira = "jira"
    linear = "linear"
    pagerduty = "pagerduty"
    posthog = "posthog"
    segment = "segment"
    sentry = "sentry"
    statuspage = "statuspage"
    stripe = "stripe"


class SchemeName(StrEnum):
    """How a sender shows that it is them."""

    shared_secret = "shared-secret"  # noqa: S105 - unsigned: whoever has it may say anything
    bellhop = "bellhop"
    customerio = "customerio"
    github = "github"
    hubspot_v1 = "hubspot-v1"
    hubspot_v2 = "hubspot-v2"
    hubspot_v3 = "hubspot-v3"
    intercom = "intercom"
    jira = "jira"
    launchdarkly = "launchdarkly"
    linear = "linear"
    pagerduty = "pagerduty"
    segment = "segment"
    sentry = "sentry"
    slack = "slack"
    standard_webhooks = "standard-webhooks"
    stripe = "stripe"
    zendesk = "zendesk"


class Place(StrEnum):
    """Where a shared secret is."""

    header = "header"
    path = "path"


@dataclass(frozen=True)
class Rate:
    """So many in so many seconds."""

    count: int
    seconds: int = 1

    def __str__(self) -> str:
        """As people write it."""
        unit = next(u for u, length in _SECONDS.items() if length == self.seconds)
        return f"{self.count}/{unit}"

    @property
    def per_second(self) -> float:
        """How many in one second."""
        return self.count / self.seconds


def _rate(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (match := _RATE.fullmatch(value.strip())) or not int(match[1]):
        raise ValueError(f"{value!r} is not a rate; write it like 20/s, 600/m")
    return Rate(int(match[1]), _SECONDS[match[2]])


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip())
    size = int(match[1]) * _BYTES[match[2]] if match else 0
    if not 0 < size <= LARGEST:
        raise ValueError(f"{value!r} is not a size up to 25MiB; write it like 64KiB, 1MiB")
    return size


def _end(value: object) -> object:
    """A day ends at its midnight, in UTC."""
    if not isinstance(value, str):
        return value
    try:
        if len(value) == len("2027-01-01"):
            return datetime.combine(date.fromisoformat(value), time.max, UTC)
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a day like 2027-01-01") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _strong(name: SchemeName) -> SchemeName:
    if name in (SchemeName.hubspot_v1, SchemeName.hubspot_v2):
        raise ValueError(f"{name} is a plain hash, which strangers can lengthen: take hubspot-v3")
    return name


FieldPath = Annotated[
    str, matching(r"[\w$@-]+(\.[\w$@-]+){0,9}", "a path like data.account.id, lists by number")
]


class SignalPaths(Section):
    """Where in a body the parts of a signal are."""

    type: FieldPath = "type"
    id: FieldPath | None = None
    occurred_at: FieldPath = "timestamp"
    title: FieldPath | None = None
    key: FieldPath | None = None
    link: FieldPath | None = None
    state: FieldPath | None = None
    firing: tuple[Text, ...] = ()
    resolved: tuple[Text, ...] = ()
    customer: dict[Word, FieldPath] = Field(default_factory=dict)
    email: FieldPath | None = None
    facts: dict[Word, FieldPath] = Field(default_factory=dict)


class WebhookSecret(Section):
    """One of several secrets; the last day on which it counts is `not_after`."""

    env: Variable
    not_after: Annotated[datetime | None, BeforeValidator(_end)] = None


class Webhook(Section):
    """A sender; its name in bellhop.yml is the last part of its address with us."""

    source: SourceName
    secret_env: Variable | None = None
    secrets: tuple[WebhookSecret, ...] = ()
    scheme: Annotated[SchemeName, AfterValidator(_strong)] | None = None
    secret_in: Place = Place.header
    header: HeaderName = "X-Bellhop-Secret"
    may_act: bool = False
    test_mode: bool = False
    url: Address | None = None
    rate: Annotated[Rate, BeforeValidator(_rate)] = Rate(20)
    burst: Annotated[int, Field(ge=1, le=100_000)] = 100
    largest: Annotated[int | None, BeforeValidator(_size)] = None
    mapping: SignalPaths | None = None
    product: Product | None = Field(default=None, description="None: as posthog and segment tell")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.secret_env) == bool(self.secrets):
            raise ValueError("needs secret_env, or secrets: where is the secret?")
        if (self.source is SourceName.generic) != (self.mapping is not None):
            raise ValueError("mapping is for the source generic, and generic needs one")
        if self.scheme is SchemeName.hubspot_v3 and self.url is None:
            raise ValueError("hubspot-v3 signs the public address too: say it as url")
        if self.test_mode and self.source is not SourceName.stripe:
            raise ValueError("test_mode is for stripe: nobody else says which events are tests")
        return self

    @property
    def variables(self) -> tuple[WebhookSecret, ...]:
        """Where each of the secrets is."""
        if self.secret_env is None:
            return self.secrets
        return (WebhookSecret(env=self.secret_env),)


def _named(value: object) -> object:
    """A webhook that has the name of a source is of that source."""
    if not isinstance(value, dict):
        return value
    return {
        name: {"source": name, **said} if isinstance(said, dict) and name in [*SourceName] else said
        for name, said in value.items()
    }


Webhooks = Annotated[dict[Word, Webhook], BeforeValidator(_named)]
