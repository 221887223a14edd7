"""The table of ways: Slack, webhooks, and each outside system that bellhop.yml has."""

from collections.abc import Callable
from datetime import datetime

from bot.delivery.kinds import SLACK, WEBHOOK
from bot.delivery.slack import SlackApi
from bot.delivery.way import Way
from bot.delivery.ways.outside import pagerduty, statuspage
from bot.delivery.ways.slack import SlackWay
from bot.delivery.ways.tracker import tracker_way
from bot.delivery.ways.webhook import WebhookWay
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.trackers.known import trackers


def ways_of(
    slack: SlackApi, http: Http, known: Outside, now: Callable[[], datetime]
) -> dict[str, Way]:
    """Return every way out, by the name that calls and lanes give it."""
    found: dict[str, Way] = {
        str(name): tracker_way(name, one, now) for name, one in trackers(known, http, now)
    }
    for system in (pagerduty(http, known, now), statuspage(http, known, now)):
        if system is not None:
            found[system.name] = system
    return {
        SLACK: SlackWay(slack),
        WEBHOOK: WebhookWay(http, known.endpoints, now),
        **found,
    }
