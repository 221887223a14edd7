"""What the tests of our clients have in common: keys, a draft, and a client for each tracker."""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot.config.integrations import Integrations, TrackerName
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.trackers.known import trackers as clients
from bot.integrations.trackers.tracker import Draft, Tracker
from playground.trackers import Trackers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOKEN, KEY = "let-me-in", "k" * 32
BACK = ("https://acme.slack.com/archives/C0TRIAGE/p1", "T-1001 in Slack")
DRAFT = Draft("7-abc", "Login\nfails", [("Steps", "1. Log in\n2. See a 502\n\n@kim <!-- x -->")])
ALL = list(TrackerName)


def client(trackers: Trackers, http: Http, name: str, token: str = TOKEN) -> Tracker:
    said: dict[str, Any] = {
        "jira": {
            "url": f"{trackers.url}/jira",
            "email_env": "EMAIL",
            "token_env": "KEY",
            "project": "ENG",
            "priorities": {"SEV1": "Highest"},
            "labels": ["support"],
        },
        "linear": {"url": f"{trackers.url}/linear/graphql", "key_env": "KEY", "team": "ENG"},
        "github": {"url": f"{trackers.url}/github", "token_env": "KEY", "repo": "acme/api"},
    }
    known = Integrations.model_validate({name: {**said[name], "private": True}})
    keys = {"KEY": SecretStr(token), "EMAIL": SecretStr("bot@example.com")}
    outside = Outside({}, {}, known, keys)
    return dict(clients(outside, http, lambda: NOW))[TrackerName(name)]
