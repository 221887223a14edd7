"""Systems that stumble: what they are asked goes wrong at first, and well when it is asked again."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.delivery import slack
from bot.integrations.trackers import api
from playground import Fault as SlackFault
from playground.services.faults import Fault
from tests.desk.incidents.grave import Grave

OUTSIDE = ("pagerduty", "statuspage", "jira")
ALL = ("slack", *OUTSIDE)
# what tells one call of Slack's from another; a message has the key of its delivery
PARTS = (
    *("channel", "channel_id", "ts", "timestamp", "thread_ts", "users", "user", "name", "title"),
    "metadata",
)
LONG = 3600  # seconds
PATIENCE = timedelta(milliseconds=100)  # too short at times: one more answer that is lost
START = ("auth.test",)  # without which no bot starts


@dataclass(frozen=True)
class Trouble:
    """How a request goes wrong: at Slack, and elsewhere."""

    slack: SlackFault
    elsewhere: Mapping[str, Any]

    @property
    def service(self) -> Fault:
        return Fault(path="/", **self.elsewhere)


TROUBLES = {
    "error": Trouble(SlackFault.status(500), {"status": 500}),
    "unavailable": Trouble(SlackFault.error("service_unavailable"), {"status": 503}),
    "done, and an error": Trouble(SlackFault.lost(), {"status": 502, "effect": True}),
    "reset": Trouble(SlackFault.reset(), {"reset": True}),
    "answer lost": Trouble(SlackFault.lost(), {"reset": True, "effect": True}),
    "limited": Trouble(SlackFault.ratelimited(2), {"status": 429, "retry_after": 2}),
}

# and there is no answer for longer than anybody waits
DONE_IN_SILENCE = Trouble(SlackFault.lost(LONG), {"status": 504, "delay": LONG, "effect": True})
SILENCES = (Trouble(SlackFault.timeout(LONG), {"status": 504, "delay": LONG}), DONE_IN_SILENCE)

Chosen = Callable[[str], Trouble | None]  # by what is asked; None: it goes well


@dataclass
class Stumbling:
    """Decides about every request; after the first time it goes well until there is a new act."""

    chosen: Chosen
    known: set[str] = field(default_factory=set)
    count: int = 0

    def new_act(self) -> None:
        self.known.clear()

    def of_slack(self, method: str, args: Mapping[str, Any]) -> SlackFault | None:
        parts = "".join(f" {args[part]}" for part in PARTS if part in args)
        found = None if method in START else self._trouble(f"slack {method}{parts}")
        return found.slack if found else None

    def elsewhere(self, request: web.Request) -> Fault | None:
        found = self._trouble(f"{request.path.strip('/')} {request.method}")
        return found.service if found else None

    def _trouble(self, asked: str) -> Trouble | None:
        trouble = None if asked in self.known else self.chosen(asked)
        self.known.add(asked)
        self.count += trouble is not None
        return trouble


def stumble(grave: Grave, chosen: Chosen) -> Stumbling:
    """Let the systems of a desk stumble from now on."""
    stumbling = Stumbling(chosen)
    grave.door.slack.fails_as(stumbling.of_slack)
    for double in (grave.outages, grave.trackers):
        double.faults.judge = stumbling.elsewhere
    return stumbling


def these(systems: tuple[str, ...], trouble: Trouble) -> Chosen:
    """Let every request to some systems go wrong in one way."""
    return lambda asked: trouble if asked.startswith(systems) else None


def some(seed: int) -> Chosen:
    """Let a third of all requests go wrong, each in a way of its own; half of them get no answer."""
    ways = (*TROUBLES.values(), *SILENCES * 3)

    def chosen(asked: str) -> Trouble | None:
        chance = random.Random(f"{seed} {asked}")
        return chance.choice(ways) if chance.random() < 0.3 else None

    return chosen


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot wait for an answer of any system for a moment only."""
    for module in (slack, api):
        monkeypatch.setattr(module, "TIMEOUT", PATIENCE)
