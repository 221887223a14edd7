"""The app's manifest asks for what the bot needs, and for nothing else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

MANIFEST: dict[str, Any] = yaml.safe_load(
    Path(__file__).parent.parent.joinpath("manifest.yml").read_text("utf-8")
)
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
SHORTCUTS = MANIFEST["features"]["shortcuts"]
COMMANDS = MANIFEST["features"]["slash_commands"]

# What Slack asks for before it sends an event, and before it answers a call. A set of its own for
# public and one for private channels: the bot works in both.
NEEDED_BY_EVENT: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
}
NEEDED_BY_METHOD: dict[str, set[str]] = {
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write", "chat:write.customize"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.replies": {"channels:history", "groups:history"},
    "files.info": {"files:read"},
    "team.info": {"team:read"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
NEEDED_BY_FEATURES = {"commands"}


def test_every_event_has_its_scopes() -> None:
    assert set(NEEDED_BY_EVENT) == EVENTS
    for event in EVENTS:
        assert NEEDED_BY_EVENT[event] <= SCOPES, event


def test_every_method_has_its_scopes() -> None:
    for method, scopes in NEEDED_BY_METHOD.items():
        assert scopes <= SCOPES, method


def test_every_scope_is_needed() -> None:
    needed = NEEDED_BY_FEATURES.union(*NEEDED_BY_EVENT.values(), *NEEDED_BY_METHOD.values())

    assert needed == SCOPES


def test_the_lists_are_sorted_and_name_nothing_twice() -> None:
    bot = MANIFEST["oauth_config"]["scopes"]["bot"]
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]

    assert bot == sorted(SCOPES)
    assert events == sorted(EVENTS)


def test_people_can_press_things() -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]


def test_everything_is_sent_to_the_one_address_that_listens() -> None:
    settings = MANIFEST["settings"]
    urls = [settings[part]["request_url"] for part in ("event_subscriptions", "interactivity")]
    urls += [command["url"] for command in COMMANDS]

    assert len(set(urls)) == 1
    assert urls[0].endswith("/slack/events")


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        (MANIFEST["display_information"]["name"], 35),
        (MANIFEST["display_information"]["description"], 140),
        (MANIFEST["features"]["bot_user"]["display_name"], 80),
        *((command["command"], 32) for command in COMMANDS),
        *((command["usage_hint"], 1000) for command in COMMANDS),
        *((shortcut["name"], 24) for shortcut in SHORTCUTS),
    ],
)
def test_slack_takes_the_texts(text: str, longest: int) -> None:
    assert 0 < len(text) <= longest


def test_shortcuts_are_told_apart_by_their_ids() -> None:
    ids = [shortcut["callback_id"] for shortcut in SHORTCUTS]

    assert len(ids) == len(set(ids)) <= 10
