"""What the installed app's manifest says it may do."""

from playground.errors import Json


class Manifest:
    """The parts of an app manifest that decide what reaches the app and what it may call."""

    def __init__(self, source: Json) -> None:
        features: Json = source.get("features", {})
        settings: Json = source.get("settings", {})
        shortcuts: list[Json] = features.get("shortcuts", [])
        commands: list[Json] = features.get("slash_commands", [])
        subscriptions: Json = settings.get("event_subscriptions", {})
        self.name: str = source.get("display_information", {}).get("name", "App")
        self.bot_name: str = features.get("bot_user", {}).get("display_name", self.name)
        self.scopes: set[str] = set(source.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.events = frozenset(subscriptions.get("bot_events", ()))
        self.commands = {command["command"]: command for command in commands}
        self.shortcuts = {shortcut["callback_id"]: shortcut for shortcut in shortcuts}
        self.home_tab: bool = features.get("app_home", {}).get("home_tab_enabled", False)
        self.interactive: bool = settings.get("interactivity", {}).get("is_enabled", False)

    def shortcuts_of(self, type_: str) -> list[Json]:
        return [shortcut for shortcut in self.shortcuts.values() if shortcut["type"] == type_]
