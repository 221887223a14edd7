"""The app that `python -m playground` serves when no manifest is given."""

from playground.errors import Json

MANIFEST: Json = {
    "display_information": {"name": "Sample app"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "sample"},
        "slash_commands": [
            {
                "command": "/sample",
                "description": "Say something to the app",
                "usage_hint": "[words]",
            }
        ],
        "shortcuts": [
            {
                "name": "Look at this",
                "type": "message",
                "callback_id": "look",
                "description": "Send a message to the app",
            },
            {
                "name": "Start something",
                "type": "global",
                "callback_id": "start",
                "description": "Ask the app for a form",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "bookmarks:read",
                "bookmarks:write",
                "channels:history",
                "channels:join",
                "channels:manage",
                "channels:read",
                "chat:write",
                "chat:write.customize",
                "chat:write.public",
                "commands",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "groups:write",
                "im:history",
                "im:read",
                "im:write",
                "pins:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "usergroups:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "channel_shared",
                "file_shared",
                "member_joined_channel",
                "message.channels",
                "message.groups",
                "message.im",
                "reaction_added",
                "reaction_removed",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}
