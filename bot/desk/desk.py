"""The desk: what the operator configured, and who we are in Slack."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from bot.config.config import Config
from bot.config.customers import Customer as Settings
from bot.config.customers import Tier
from bot.desk.hours import Hours
from bot.desk.runbooks import Shelf
from store.channels import Mode
from store.customers import Customer


@dataclass(frozen=True)
class Identity:
    """Who the bot is, as `auth.test` told; `url` is the workspace's address."""

    team: str
    user: str
    bot: str
    url: str


@dataclass(frozen=True)
class ModeOf:
    """How messages of a channel become threads, and which level says so."""

    mode: Mode
    level: str


@dataclass(frozen=True)
class Desk:
    """What every rule may need to know besides the store."""

    config: Config
    identity: Identity
    shelf: Shelf = field(default_factory=Shelf)

    @cached_property
    def rooms(self) -> frozenset[str]:
        """The internal channels that hold cards."""
        teams = (team.channel for team in self.config.teams.values() if team.channel)
        return frozenset([self.config.desk.triage, *teams])

    @cached_property
    def internal(self) -> frozenset[str]:
        """Every channel that only our own people may be in."""
        alerts = self.config.desk.alerts
        return self.rooms | {alerts} if alerts else self.rooms

    @cached_property
    def by_external(self) -> dict[tuple[str, str], str]:
        """Which customer has an id in another system: `(system, id)` to its name.

        What several have, such as a region, tells none of them.
        """
        every = [
            ((system, known_as), name)
            for name, customer in self.config.customers.items()
            for system, known_as in customer.external.items()
        ]
        times = Counter(one for one, _ in every)
        return {one: name for one, name in every if times[one] == 1}

    def settings_of(self, customer: Customer | None) -> Settings | None:
        """Return what bellhop.yml says of a customer."""
        return self.config.customers.get(customer.key) if customer else None

    def tier_of(self, customer: Customer | None) -> Tier | None:
        """Return the tier of a customer."""
        return self.config.tiers.get(customer.tier or "") if customer else None

    @cached_property
    def _hours(self) -> dict[str, Hours]:
        return {name: Hours(schedule) for name, schedule in self.config.hours.items()}

    def hours(self, name: str | None) -> Hours | None:
        """Return business hours by name; None means round the clock."""
        return self._hours.get(name or "")

    def team_hours(self, team: str | None) -> Hours | None:
        """Return the business hours of a team, or of the first team when there is none."""
        teams = self.config.teams
        chosen = teams.get(team or "") or next(iter(teams.values()), None)
        return self.hours(chosen.hours) if chosen else None

    def mode_of(self, channel: str) -> ModeOf:
        """Return how messages of a channel become threads: its own mode, or the default's."""
        for key, level in ((channel, "this channel"), ("default", "the default")):
            settings = self.config.channels.get(key)
            if settings is not None and settings.mode is not None:
                return ModeOf(settings.mode, level)
        return ModeOf(Mode.grouped, "Bellhop's own default")

    def permalink(self, channel: str, ts: str, parent_ts: str | None = None) -> str:
        """Return the link to a message, as Slack builds it; to the channel while there is none."""
        if not ts:
            return f"{self.identity.url}archives/{channel}" if channel else self.identity.url
        link = f"{self.identity.url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={parent_ts}&cid={channel}" if parent_ts else link
