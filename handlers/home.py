"""The Home tab."""

import json
from collections.abc import Mapping
from typing import Any

from bot.desk.desk import Desk
from bot.desk.home import show_home, state_of
from bot.desk.incoming import Outcome, ignored
from bot.views.home import HomeState
from store.transaction import Transaction


def opened(tx: Transaction, _desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Publish the tab of whoever opened it, filtered as they left it."""
    event = body["event"]
    if event.get("tab") != "home":
        return ignored("another tab of the app")
    view = event.get("view")
    state = state_of(json.loads(view.get("private_metadata") or "{}")) if view else HomeState()
    show_home(tx, event["user"], state)
    return Outcome("published a Home tab")
