"""The Home tab of an agent: four lists of threads, filtered and paged."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.desk.promises.listing import owed_by
from bot.desk.reports.drawing import rows_of
from bot.views import ids
from bot.views.blocks import View
from bot.views.home import ROWS_OF_PAGE, Home, HomeSection, HomeState, home_tab, visitor_tab
from store.agents import Agent
from store.deliveries import Urgency
from store.thread_list import UNRESOLVED, Filter, Order, Whose
from store.threads import Status
from store.transaction import Transaction

OUR_TURN = tuple(status for status in UNRESOLVED if status is not Status.waiting_on_customer)
SOON = timedelta(hours=2)  # what is due within it is "due soon"


def show_home(tx: Transaction, user: str, state: HomeState) -> None:
    """Publish the Home tab of somebody, as it is when it is sent."""
    name = f"home:{user}"
    payload = {"user": user, "state": state.metadata()}
    key, lane = f"{name}:{uuid4().hex}", f"slack:{name}"
    to_team(tx, Post(key, "home", lane, payload=payload, urgency=Urgency.person))


def home_of(tx: Transaction, desk: Desk, payload: dict[str, Any]) -> View:
    """Draw the Home tab for whoever looks at it."""
    agent = tx.agents.by_slack(payload["user"])
    if agent is None:
        return visitor_tab(desk.config.desk.name)
    state = state_of(payload["state"])
    lists = [
        _section(tx, desk, key, _wanted(tx, key, agent, state), state)
        for key in ("mine", "unassigned", "waiting", "due")
    ]
    owed = owed_by(tx, desk, agent, ROWS_OF_PAGE)
    return home_tab(Home(agent, state, lists, tx.customers.all(), tx.teams.all(), owed), tx.now)


def state_of(metadata: dict[str, Any]) -> HomeState:
    """Return what the reader chose, from what Slack kept for us."""
    return HomeState(
        str(metadata.get("status", ids.ANY)),
        str(metadata.get("customer", ids.ANY)),
        str(metadata.get("team", ids.ANY)),
        dict(metadata.get("cursors", {})),
        int(metadata.get("cleared", 0)),
    )


def _wanted(tx: Transaction, key: str, agent: Agent, state: HomeState) -> Filter:
    chosen = Filter(
        statuses=UNRESOLVED if state.status == ids.ANY else (Status(state.status),),
        customer_id=None if state.customer == ids.ANY else int(state.customer),
        team_id=None if state.team == ids.ANY else int(state.team),
    )
    match key:
        case "mine":
            return replace(chosen, assignee=agent.id)
        case "unassigned":
            return replace(chosen, assignee=Whose.nobody)
        case "due":
            return replace(chosen, due_before=tx.now + SOON)
        case "waiting" if state.status == ids.ANY:
            return replace(chosen, statuses=OUR_TURN)
        case _:
            return chosen


def _section(
    tx: Transaction, desk: Desk, key: str, wanted: Filter, state: HomeState
) -> HomeSection:
    order = {"waiting": Order.waiting, "due": Order.due}.get(key, Order.newest)
    cursor = state.cursors.get(key)
    page = tx.thread_list.page(wanted, order, cursor, ROWS_OF_PAGE)
    return HomeSection(key, rows_of(tx, desk, page.threads), page.cursor)
