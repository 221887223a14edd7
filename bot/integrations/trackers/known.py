"""The trackers of bellhop.yml, with their secrets in place."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.config.integrations import GitHub, Jira, Linear, TrackerName
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.trackers import github, jira, linear
from bot.integrations.trackers.api import Api
from bot.integrations.trackers.tracker import Tracker

Settings = Jira | Linear | GitHub
SPEAKS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
NOT_DONE = ("Won't Do", "Won't Fix", "Duplicate", "Declined", "Cannot Reproduce")


def trackers(
    known: Outside, http: Http, now: Callable[[], datetime]
) -> Iterator[tuple[TrackerName, Tracker]]:
    """Yield the client for each tracker that there is."""
    for name in TrackerName:
        settings = getattr(known.integrations, name)
        if settings is not None:
            yield name, _client(settings, known, http, now)


def _login(settings: Settings, known: Outside) -> tuple[str, tuple[str, ...]]:
    """Return the header that says who we are, and the secrets in it."""
    match settings:
        case Jira():
            token = known.key(settings.token_env)
            pair = b64encode(f"{known.key(settings.email_env)}:{token}".encode()).decode()
            return f"Basic {pair}", (token, pair)
        case Linear():
            key = known.key(settings.key_env)
            return key, (key,)
        case GitHub():
            token = known.key(settings.token_env)
            return f"Bearer {token}", (token,)


def _client(settings: Settings, known: Outside, http: Http, now: Callable[[], datetime]) -> Tracker:
    login, secrets = _login(settings, known)

    def api(name: str, **more: str) -> Api:
        headers = {"authorization": login, **more}
        return Api(name, http, settings.url, headers, settings.private, now, secrets)

    match settings:
        case Jira():
            not_done = frozenset(one.casefold() for one in (*NOT_DONE, *settings.not_done))
            kind, labels, priorities = settings.issue_type, settings.labels, settings.priorities
            return jira.Jira(api("Jira"), settings.project, kind, labels, priorities, not_done)
        case Linear():
            return linear.Linear(api("Linear"), settings.team)
        case GitHub():
            shown = frozenset(settings.shown) if settings.public else None
            return github.GitHub(api("GitHub", **SPEAKS), settings.repo, settings.labels, shown)
