"""The Home tab: opened, filtered, paged."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, ignored
from bot.desk.reports.home import show_home, state_of
from bot.views import ids
from bot.views.home import HomeState
from handlers.click import Click
from store.transaction import Transaction


def opened(tx: Transaction, _desk: Desk, body: Mapping[str, Any]) -> Outcome:
    """Publish the tab of whoever opened it, filtered as they left it."""
    event = body["event"]
    if event.get("tab") != "home":
        return ignored("another tab of the app")
    show_home(tx, event["user"], _left(event.get("view") or {}))
    return Outcome("published a Home tab")


async def filtered(click: Click) -> None:
    """Show what is picked in all filters, from the first page on."""
    await _show(click, state_of({**click.metadata, **_picked(click), "cursors": {}}))


async def cleared(click: Click) -> None:
    """Show everything again."""
    await _show(click, HomeState(cleared=state_of(click.metadata).cleared + 1))


async def paged(click: Click) -> None:
    """Turn the page of one list."""
    state = state_of(click.metadata)
    key, _, cursor = click.value.partition(":")
    others = {name: kept for name, kept in state.cursors.items() if name != key}
    turned = click.action["action_id"] == ids.HOME_NEXT
    await _show(click, replace(state, cursors={**others, key: cursor} if turned else others))


async def _show(click: Click, state: HomeState) -> None:
    def rule(tx: Transaction) -> None:
        click.agent(tx)
        show_home(tx, click.user, state)

    await click.deps.store.write(rule)


def _picked(click: Click) -> dict[str, str]:
    """Return what the filters say by now: another one may be ahead of what we published."""
    inputs = [one for block in click.view["state"]["values"].values() for one in block.items()]
    return {
        action_id.rpartition(".")[2]: chosen["selected_option"]["value"]
        for action_id, chosen in inputs
        if ids.HOME_FILTER_ANY.fullmatch(action_id) and chosen["selected_option"]
    }


def _left(view: Mapping[str, Any]) -> HomeState:
    return state_of(json.loads(view.get("private_metadata") or "{}"))
