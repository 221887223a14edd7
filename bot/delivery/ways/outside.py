"""The outside systems of bellhop.yml: for each its client, its limit and its verbs."""

from collections.abc import Callable
from datetime import datetime

from bot.delivery.limits import per_minute
from bot.delivery.ways.system import System, Verb
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.pagerduty import Incidents, PagerDuty
from bot.integrations.statuspage import Statuspage
from bot.integrations.trackers.api import Api

Now = Callable[[], datetime]

PAGERDUTY, STATUSPAGE = "pagerduty", "statuspage"
PAGERDUTY_LIMIT = per_minute(120, burst=20)  # of an integration key; a page does not wait for it
STATUSPAGE_LIMIT = per_minute(60, burst=6)  # of a token


def pagerduty(http: Http, known: Outside, now: Now) -> System | None:
    """Return the way to PagerDuty, if bellhop.yml has one."""
    client = pagerduty_client(http, known, now)
    if client is None:
        return None
    verbs = {
        "page": Verb(client.page, client.paged),
        "acknowledge": Verb(client.acknowledge),
        "resolve": Verb(client.resolve),
        "standing": Verb(client.standing),
        "on_call": Verb(client.on_call),
    }
    return System(PAGERDUTY, PAGERDUTY_LIMIT, verbs, client.probe, client.mismatches)


def pagerduty_client(http: Http, known: Outside, now: Now) -> PagerDuty | None:
    """Return PagerDuty with the secrets in place."""
    said = known.integrations.pagerduty
    if said is None:
        return None
    routing_key, rest, incidents = known.key(said.routing_key_env), None, None
    events = Api("PagerDuty", http, said.events_url, {}, said.private, now, (routing_key,))
    if said.token_env:
        token = known.key(said.token_env)
        headers = {
            "accept": "application/vnd.pagerduty+json;version=2",
            "content-type": "application/json",  # wanted even of a GET
            "authorization": f"Token token={token}",
            **({"from": said.sender} if said.sender else {}),
        }
        rest = Api("PagerDuty", http, said.url, headers, said.private, now, (token,))
        if said.service and said.sender:
            incidents = Incidents(rest, said.service, said.sender)
    return PagerDuty(events, routing_key, rest, incidents)


def statuspage(http: Http, known: Outside, now: Now) -> System | None:
    """Return the way to the status page, if bellhop.yml has one."""
    client = statuspage_client(http, known, now)
    if client is None:
        return None
    verbs = {
        "open": Verb(client.open, client.opened),
        "update": Verb(client.update, client.updated, requests=2),
        "resolve": Verb(client.resolve, client.updated, requests=3),
    }
    return System(STATUSPAGE, STATUSPAGE_LIMIT, verbs, client.probe, client.mismatches)


def statuspage_client(http: Http, known: Outside, now: Now) -> Statuspage | None:
    """Return the status page with its key in place."""
    said = known.integrations.statuspage
    if said is None:
        return None
    key = known.key(said.key_env)
    headers = {"authorization": f"OAuth {key}"}
    api = Api("Statuspage", http, said.url, headers, said.private, now, (key,))
    return Statuspage(api, said.page, said.components)
