"""`tiers:`, `sla:`, `customers:` and `channels:` of bellhop.yml: who writes, what we promised."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.section import Domain, Email, Name, Section, SlackChannel, SlackUser, Text
from bot.config.span import Count, Span, SpanText
from store.channels import Mode
from store.threads import Priority, Severity

DAY_HINT = "write 1 business day, or 24 business hours, or set always_on: true"


def false_if_off(value: object) -> object:
    """Every way to write `off` in YAML means false."""
    off = isinstance(value, str) and value.strip().lower() in {"off", "no", "false"}
    return False if off else value


class Tier(Section):
    """What customers of one kind have in common."""

    priority: Priority = Priority.normal
    acknowledgement: Annotated[Text | Literal[False] | None, BeforeValidator(false_if_off)] = None


def _some_time(span: Span) -> Span:
    if not span.length:
        raise ValueError("has to be longer than nothing")
    return span


class Policy(Section):
    """How soon we answer; the first policy that fits a thread counts. Empty lists fit all."""

    tiers: tuple[Name, ...] = ()
    severities: tuple[Severity, ...] = ()
    first_response: Annotated[SpanText, AfterValidator(_some_time)]
    hours: Name | None = None
    always_on: bool = False

    @model_validator(mode="after")
    def _one_clock(self) -> Self:
        if self.always_on and (self.hours or self.first_response.business):
            raise ValueError("always_on counts round the clock, not in business hours")
        days = self.first_response.length.days and not self.first_response.business
        if days and not self.always_on:
            raise ValueError(f"how long is a day of first_response? {DAY_HINT}")
        return self

    @property
    def promise(self) -> Span:
        """The first response as it is counted: in business time unless always on."""
        if self.always_on or self.first_response.business:
            return self.first_response
        return Span(self.first_response.length, Count.business_time)


class Contact(Section):
    """A person at a customer."""

    slack: SlackUser
    email: Email | None = None
    name: Name | None = None


class Customer(Section):
    """A company that writes to us."""

    name: Name | None = Field(default=None, description="None: the key")
    tier: Name | None = None
    team: Name | None = Field(default=None, description="None: the desk as a whole")
    channels: tuple[SlackChannel, ...] = ()
    domains: tuple[Domain, ...] = ()
    owner: Name | None = None
    external: dict[str, str] = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    do_not_contact: bool = False


class Channel(Section):
    """What is special about one channel, or the default for all."""

    mode: Mode | None = Field(default=None, description="None: the default's")
    customer: Name | None = None
