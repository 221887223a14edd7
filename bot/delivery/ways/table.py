"""The table of ways: Slack, webhooks, and each outside system that bellhop.yml has."""

from bot.delivery.kinds import SLACK, WEBHOOK
from bot.delivery.slack import SlackApi
from bot.delivery.way import Way
from bot.delivery.ways.files import FILES, FilesWay
from bot.delivery.ways.outside import Now, pagerduty, statuspage
from bot.delivery.ways.service import SERVICE, ServiceWay
from bot.delivery.ways.slack import SlackWay
from bot.delivery.ways.system import System
from bot.delivery.ways.tracker import Fetch, tracker_way
from bot.delivery.ways.webhook import WebhookWay
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.trackers.known import trackers

Ways = dict[str, Way]


def ways_of(slack: SlackApi, http: Http, known: Outside, now: Now, files: FilesWay) -> Ways:
    """Return every way out, by the name that calls and lanes give it."""
    return {
        SLACK: SlackWay(slack),
        SERVICE: ServiceWay(http, known.services),
        WEBHOOK: WebhookWay(http, known.endpoints, now),
        FILES: files,
        **systems_of(http, known, now, files.fetch),
    }


def systems_of(
    http: Http, known: Outside, now: Now, fetch: Fetch | None = None
) -> dict[str, System]:
    """Return the ways to the systems that `integrations:` names; who only probes fetches nothing."""
    found = [tracker_way(name, one, now, fetch) for name, one in trackers(known, http, now)]
    paging = (pagerduty(http, known, now), statuspage(http, known, now))
    return {system.name: system for system in (*found, *paging) if system is not None}
