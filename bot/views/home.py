"""The Home tab: what is due soon, my threads, unassigned ones, who waits longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.views import ids
from bot.views.blocks import Block, View, context, divider, header, home, rows, section
from bot.views.elements import Element, Option, button, select
from bot.views.owed import Owed, on_home
from bot.views.rows import Row, row
from bot.views.status import STATUS, late
from store.agents import Agent
from store.customers import Customer
from store.teams import Team
from store.threads import Status

ROWS_OF_PAGE = 5  # four sections of it stay under Slack's 100 blocks and one screen long

SECTIONS = {
    "mine": ("My threads", "🌤️ You have nothing open. Enjoy it, or take one from below."),
    "unassigned": ("Unassigned", "🎉 Somebody has every thread."),
    "waiting": ("Waiting longest", "☕ No customer is waiting for an answer."),
    "due": ("Due soon", "🕊️ Nothing is about to be late."),
}


@dataclass(frozen=True)
class HomeState:
    """What the reader chose: filters, and for each section the cursor of its page.

    `cleared` is how often the filters were: Slack shows what was picked until they are others.
    """

    status: str = ids.ANY
    customer: str = ids.ANY
    team: str = ids.ANY
    cursors: Mapping[str, str] = field(default_factory=dict)
    cleared: int = 0

    def metadata(self) -> dict[str, object]:
        """Return what comes back with a click on the tab."""
        return {
            "status": self.status,
            "customer": self.customer,
            "team": self.team,
            "cursors": dict(self.cursors),
            "cleared": self.cleared,
        }

    @property
    def filtered(self) -> bool:
        """Whether something is left out."""
        return any(chosen != ids.ANY for chosen in (self.status, self.customer, self.team))


@dataclass(frozen=True)
class HomeSection:
    """A page of one of `SECTIONS`, and the cursor of the next one."""

    key: str
    rows: Sequence[Row]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Home:
    """What the tab shows to an agent."""

    agent: Agent
    state: HomeState
    sections: Sequence[HomeSection]
    customers: Sequence[Customer]
    teams: Sequence[Team]
    owed: Sequence[Owed] = ()


def home_tab(shown: Home, now: datetime) -> View:
    """Return the tab of an agent."""
    blocks = [header(f"Hello {shown.agent.name}"), *_presence(shown.agent)]
    blocks += [*on_home(shown.owed, now), *_filters(shown)]
    if shown.state.filtered and not any(listed.rows for listed in shown.sections):
        nothing = context("No unresolved thread fits these filters.")
        return home([*blocks, divider(), nothing], shown.state.metadata())
    for listed in _most_urgent_first(shown.sections):
        blocks += _section(listed, shown.state, now)
    return home(blocks, shown.state.metadata())


def visitor_tab(company: str) -> View:
    """Return the tab of somebody who is no agent."""
    text = (
        "👋 This is where the support team keeps its threads.\n"
        "Need help? Write in the channel you share with us, and we will answer there."
    )
    joining = context("Are you on the support team? Ask whoever runs Bellhop here to add you.")
    return home([header(f"{company} support"), section(text), joining], {})


def _most_urgent_first(sections: Sequence[HomeSection]) -> list[HomeSection]:
    """Put what is due before all else; where nothing is, saying so can wait."""
    return sorted(sections, key=lambda listed: not (listed.key == "due" and listed.rows))


def _presence(agent: Agent) -> list[Block]:
    if agent.available:
        return [
            section("You are here: workflows may give you threads.", button("Away", ids.HOME_AWAY))
        ]
    text = "🌴 *You are away*: no workflow gives you a thread."
    return [section(text, button("Back", ids.HOME_BACK, style="primary"))]


def _filters(shown: Home) -> list[Block]:
    state = shown.state
    statuses = [Option(words, key.value) for key, words in STATUS.items() if key in _LISTED]
    customers = [Option(customer.name, str(customer.id)) for customer in shown.customers]
    teams = [Option(team.key, str(team.id)) for team in shown.teams]
    elements = [_filter(ids.HOME_FILTER_STATUS, "Any status", statuses, state.status)]
    if customers:
        elements.append(
            _filter(ids.HOME_FILTER_CUSTOMER, "Any customer", customers, state.customer)
        )
    if len(teams) > 1:
        elements.append(_filter(ids.HOME_FILTER_TEAM, "Any team", teams, state.team))
    if state.filtered:
        elements.append(button("Clear filters", ids.HOME_CLEAR))
    return rows(elements, f"home.filters.{state.cleared}")


_LISTED = set(Status) - {Status.resolved}


def _filter(action_id: str, anything: str, options: list[Option], chosen: str) -> Element:
    return select(action_id, [Option(anything, ids.ANY), *options], anything, chosen)


def _section(listed: HomeSection, state: HomeState, now: datetime) -> list[Block]:
    title, empty = SECTIONS[listed.key]
    if listed.key == "due" and any(late(shown.clocks, now) for shown in listed.rows):
        title = "Late or due soon"
    blocks = [divider(), section(f"*{title}*")]
    if not listed.rows:
        blocks.append(context("Nothing here with these filters." if state.filtered else empty))
    plain = listed.key in ("mine", "unassigned")  # whose they are is said above them
    blocks += [_thread(shown, now, whose=not plain) for shown in listed.rows[:ROWS_OF_PAGE]]
    return blocks + _paging(listed, state)


def _thread(shown: Row, now: datetime, *, whose: bool) -> Block:
    value = str(shown.thread.id)
    free = shown.assignee is None
    pressed = button("Claim", ids.CLAIM, value) if free else button("Reply…", ids.REPLY, value)
    return section(row(shown, now, whose=whose), pressed)


def _paging(listed: HomeSection, state: HomeState) -> list[Block]:
    buttons = []
    if listed.key in state.cursors:
        buttons.append(button("« First", ids.HOME_FIRST, listed.key))
    if listed.next_cursor is not None:
        buttons.append(button("Next »", ids.HOME_NEXT, f"{listed.key}:{listed.next_cursor}"))
    return rows(buttons, f"home.page.{listed.key}")
