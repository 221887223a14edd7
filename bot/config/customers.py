"""`tiers:`, `customers:` and `channels:` of bellhop.yml: who writes to us."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.config.section import (
    Domain,
    Email,
    Name,
    Section,
    SlackChannel,
    SlackUser,
    Text,
    false_if_off,
)
from bot.config.services import Word
from bot.config.waiting import OfTier
from store.channels import Mode
from store.threads import Priority


class Tier(Section):
    """What customers of one kind have in common."""

    paid: bool = True
    priority: Priority = Priority.normal
    acknowledgement: Annotated[Text | Literal[False] | None, BeforeValidator(false_if_off)] = None
    waiting: OfTier = None


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
    traits: dict[Word, str | bool | int | float] = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    do_not_contact: bool = False


class Channel(Section):
    """What is special about one channel, or the default for all."""

    mode: Mode | None = Field(default=None, description="None: the default's")
    customer: Name | None = None
