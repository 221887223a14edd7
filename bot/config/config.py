"""All of bellhop.yml."""

from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.config.closing import Closing
from bot.config.customers import Channel, Customer, Tier
from bot.config.daily import Digests, Export
from bot.config.desk import Agent, Desk, Team
from bot.config.fields import Fields
from bot.config.hours import Schedule
from bot.config.incidents import Incidents
from bot.config.integrations import Integrations
from bot.config.manners import Acknowledgement, Csat, Grouping
from bot.config.oncall import Rotation
from bot.config.paths import Pager, Path
from bot.config.section import CHANNEL_ID, Name, Section, Text, false_if_off, matching
from bot.config.services import Endpoint, Service, Word
from bot.config.sla import Policy, usual
from bot.config.triggers import Triggers
from bot.config.upkeep import Courier, Retention
from bot.config.waiting import OfAll, Waiting
from bot.config.webhooks import Webhooks

ChannelName = Annotated[
    str, matching(f"default|{CHANNEL_ID}", "default or a Slack channel id (C…)")
]


def _none_if_off(value: object) -> object:
    return None if false_if_off(value) is False else value


class Config(Section):
    """The desk as its operator wants it; `None` for an acknowledgement means off."""

    desk: Desk
    agents: dict[Name, Agent] = Field(default_factory=dict)
    teams: dict[Name, Team] = Field(default_factory=dict)
    hours: dict[Name, Schedule] = Field(default_factory=dict)
    tiers: dict[Name, Tier] = Field(default_factory=dict)
    sla: tuple[Policy, ...] = ()
    customers: dict[Name, Customer] = Field(default_factory=dict)
    channels: dict[ChannelName, Channel] = Field(default_factory=dict)
    fields: Fields = Field(default_factory=dict)
    canned: dict[Name, Text] = Field(default_factory=dict)
    grouping: Grouping = Grouping()
    acknowledgement: Annotated[Acknowledgement | None, BeforeValidator(_none_if_off)] = (
        Acknowledgement()
    )
    csat: Csat = Csat()
    closing: Closing | None = Field(default=None, description="None: one click resolves")
    runbooks: Text | None = Field(default=None, description="None: no known issues")
    waiting: OfAll = Waiting()
    oncall: dict[Name, Rotation] = Field(default_factory=dict)
    paths: dict[Name, Path] = Field(default_factory=dict)
    pager: Pager | None = None
    incidents: Incidents = Incidents()
    services: dict[Word, Service] = Field(default_factory=dict)
    endpoints: dict[Word, Endpoint] = Field(default_factory=dict)
    integrations: Integrations = Integrations()
    webhooks: Webhooks = Field(default_factory=dict)
    triggers: Triggers = Field(default_factory=dict)
    digests: Digests = Digests()
    export: Export | None = None
    retention: Retention = Retention()
    courier: Courier = Courier()

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """What is promised: as it is written, or as usual where nothing is."""
        if "sla" in self.model_fields_set:
            return self.sla
        return usual(tuple(name for name, tier in self.tiers.items() if not tier.paid))

    def channel_of(self, team: str | None) -> str:
        """Return the triage channel of a team: the desk's when it has none of its own."""
        own = self.teams[team].channel if team in self.teams else None
        return own or self.desk.triage
