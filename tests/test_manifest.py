"""The app's manifest asks for what the bot needs, and for nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.views import ids
from bot.views.support import HELP
from handlers.events import EVENTS as TAKEN
from handlers.routes import ACTIONS, VIEWS
from handlers.routes import COMMANDS as ANSWERED
from handlers.routes import SHORTCUTS as USED

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
    "channel_id_changed": {"channels:read", "groups:read"},
    "channel_left": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_left": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
}
NEEDED_BY_METHOD: dict[str, set[str]] = {
    "auth.test": set(),
    "bookmarks.add": {"bookmarks:write"},
    "bookmarks.list": {"bookmarks:read"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write", "chat:write.customize"},
    "chat.update": {"chat:write"},
    "conversations.archive": {"channels:manage", "groups:write"},
    "conversations.create": {"channels:manage", "groups:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.invite": {"channels:manage", "groups:write"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history"},
    "conversations.setTopic": {"channels:manage", "groups:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "pins.add": {"pins:write"},
    "team.info": {"team:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
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


def test_the_help_names_every_shortcut_and_command_as_slack_shows_it() -> None:
    names = [shortcut["name"] for shortcut in SHORTCUTS]
    names += [command["command"] for command in COMMANDS]

    assert [name for name in names if name not in HELP] == []


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


def test_every_shortcut_and_command_has_its_listener_and_no_listener_is_left_over() -> None:
    assert {shortcut["callback_id"] for shortcut in SHORTCUTS} == set(USED)
    assert {shortcut["type"] for shortcut in SHORTCUTS} == {"message"}
    assert {command["command"] for command in COMMANDS} == set(ANSWERED)


def test_every_event_is_taken_and_nothing_waits_for_one_that_never_comes() -> None:
    # message.channels and message.groups both arrive as `message`
    assert {event.partition(".")[0] for event in EVENTS} == set(TAKEN)


def _constants(wanted: Callable[[str, str], bool]) -> dict[str, str]:
    names = {name: value for name, value in vars(ids).items() if isinstance(value, str)}
    return {name: value for name, value in names.items() if name.isupper() and wanted(name, value)}


# what can be pressed has a dot in its name; inputs and dialogs have none
PRESSED = _constants(lambda _, value: "." in value)
DIALOGS = _constants(lambda name, _: name.endswith("_MODAL"))


@pytest.mark.parametrize("action", PRESSED.values(), ids=list(PRESSED))
def test_no_button_is_without_its_function(action: str) -> None:
    assert _listeners(action) or _listeners(f"{action}.1")  # a row of them is numbered


def _listeners(action: str) -> list[object]:
    return [
        listener
        for key, listener in ACTIONS.items()
        if (key == action if isinstance(key, str) else key.fullmatch(action))
    ]


def test_every_button_has_one_listener_only() -> None:
    for action in PRESSED.values():
        assert len(_listeners(action)) <= 1, action


def test_every_dialog_that_can_be_sent_has_its_listener() -> None:
    silent = {
        ids.NOTICE_MODAL,
        ids.OWED_MODAL,
        ids.RUNS_MODAL,
        ids.WORKFLOWS_MODAL,
    }  # have nothing to send

    assert set(DIALOGS.values()) - silent == set(VIEWS)


def test_nothing_listens_for_a_button_that_is_nowhere() -> None:
    for key in ACTIONS:
        if isinstance(key, str):
            assert key in PRESSED.values()
        else:
            assert any(key.fullmatch(one) or key.fullmatch(f"{one}.1") for one in PRESSED.values())
