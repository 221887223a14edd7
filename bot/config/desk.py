"""`desk:`, `agents:` and `teams:` of bellhop.yml: who answers, and where."""

from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from bot.config.integrations import TrackerName
from bot.config.section import Email, Emoji, Name, Section, SlackChannel, SlackUser
from bot.config.span import Duration
from store.agents import Role


class EmojiNames(Section):
    """Which emoji on a message does what."""

    claim: Emoji = "eyes"
    resolve: Emoji = "white_check_mark"
    open: Emoji = "ticket"
    bypass: Emoji = "mega"

    @model_validator(mode="after")
    def _each_its_own(self) -> Self:
        if len({self.claim, self.resolve, self.open, self.bypass}) < 4:
            raise ValueError("claim, resolve, open and bypass need four different emoji")
        return self


class Desk(Section):
    """The desk as a whole."""

    name: Name = "Support"
    timezone: ZoneInfo = ZoneInfo("UTC")
    triage: SlackChannel
    alerts: SlackChannel | None = None
    emoji: EmojiNames = EmojiNames()
    customers_may_open: bool = False
    snooze: tuple[Duration, ...] = ()


class Agent(Section):
    """Someone who answers customers."""

    slack: SlackUser
    role: Role = Role.agent
    email: Email | None = Field(default=None, description="None: the one in Slack")
    teams: tuple[Name, ...] = ()


class Team(Section):
    """Agents who share a triage channel and business hours."""

    channel: SlackChannel | None = Field(default=None, description="None: the desk's")
    hours: Name | None = None
    tracker: TrackerName | None = Field(default=None, description="None: the first one there is")
