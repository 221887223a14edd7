"""The routing table: which listener each button, dialog, shortcut and command has."""

from collections.abc import Mapping
from re import Pattern

from slack_bolt.async_app import AsyncApp

from bot.deps import Deps
from bot.views import ids
from handlers import claim
from handlers.guard import Listener, guarded

ACTIONS: Mapping[str | Pattern[str], Listener] = {
    ids.CLAIM: claim.clicked,
}
VIEWS: Mapping[str, Listener] = {}
SHORTCUTS: Mapping[str, Listener] = {}
COMMANDS: Mapping[str, Listener] = {}


def register(app: AsyncApp, deps: Deps) -> None:
    """Give each listener to Bolt; events do not come this way, see `events`."""
    for action, listener in ACTIONS.items():
        app.action(action)(guarded(listener, deps))
    for callback, listener in VIEWS.items():
        app.view(callback)(guarded(listener, deps))
    for callback, listener in SHORTCUTS.items():
        app.shortcut(callback)(guarded(listener, deps))
    for command, listener in COMMANDS.items():
        app.command(command)(guarded(listener, deps))
