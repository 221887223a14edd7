"""The status page: what the public is told, in order and once, whatever goes wrong on the way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.desk.status_page import Phase, Public, open_on_page, update_on_page
from bot.errors import Refused
from playground.outages import Outages
from playground.outages.statuspage import COMPONENTS, PAGE
from playground.services.faults import Fault
from store.deliveries import Outcome
from store.incidents import Condition
from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock

KEY, INC = "k" * 32, "incident:7"
API = COMPONENTS[0]
BEGINS = Public("7:1", Phase.investigating, "We look into it.", {"api": Condition.major_outage})
GOES_ON = Public("7:2", Phase.identified, "We know why.")
ENDS = Public("7:3", Phase.resolved, "It is over.")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Open:
    """A desk with a thread, and a status page."""

    door: Door
    outages: Outages

    async def opens(self) -> None:
        desk = self.door.bot.deps.desk
        await self.door.bot.store.write(open_on_page, desk, 1001, INC, "API down", BEGINS)

    async def tells(self, public: Public) -> None:
        desk = self.door.bot.deps.desk
        await self.door.bot.store.write(update_on_page, desk, 1001, INC, public)

    def fails(self, **fault: object) -> None:
        said = {"path": "/statuspage/*", **fault}
        self.outages.faults.pending.append(Fault.model_validate(said))

    @property
    def said(self) -> list[list[str]]:
        """What the page says, of each incident, the oldest first."""
        incidents = self.outages.statuspage.incidents
        return [[one["body"] for one in each["incident_updates"][::-1]] for each in incidents]


@pytest.fixture
async def page(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Open]:
    monkeypatch.setenv("SP_KEY", KEY)
    outages = Outages(KEY, lambda: clock.now().timestamp())
    await outages.start()
    settings = f"page: {PAGE}, key_env: SP_KEY, components: {{api: {API}}}, private: true"
    url = f"{outages.url}/statuspage"
    config = f"{CONFIG}integrations: {{statuspage: {{{settings}, url: {url}}}}}\n"
    async with opened(database_url, clock, config) as door:
        await door.asks("carol", "The API is down")
        yield Open(door, outages)
    await outages.stop()


async def test_an_incident_from_beginning_to_end(page: Open) -> None:
    await page.opens()
    await page.opens()
    for public in (GOES_ON, ENDS):
        await page.tells(public)
    await page.door.settle()

    assert page.said == [["We look into it.", "We know why.", "It is over."]]
    assert page.outages.statuspage.components[API] == "operational"
    entries = await page.door.read(lambda tx: tx.timeline.of(1001))
    told = [one for one in entries if one.event.startswith("status_page.")]
    assert [one.event for one in told] == [
        "status_page.opened",
        "status_page.updated",
        "status_page.resolved",
    ]
    assert told[0].after == {"incident": "p00001", "link": "https://stspg.io/p00001"}


@pytest.mark.parametrize("effect", [True, False], ids=["taken", "lost"])
@pytest.mark.parametrize("public", [GOES_ON, ENDS], ids=["update", "end"])
async def test_nothing_is_said_twice(page: Open, effect: bool, public: Public) -> None:
    page.fails(status=502, effect=effect, path="/statuspage/pages/*/incidents")
    await page.opens()
    await page.door.settle()
    # the first look for the incident is answered, the change itself is not
    page.fails(status=502, effect=effect, path="/statuspage/pages/*/incidents/p00001")
    await page.tells(public)
    await page.door.settle()

    assert page.said == [["We look into it.", public.text]]


async def test_whoever_says_too_much_has_to_wait(page: Open) -> None:
    page.fails(status=420)
    begun = page.door.clock.now()
    await page.opens()
    await page.tells(GOES_ON)
    await page.door.settle()

    assert page.said == [["We look into it.", "We know why."]]
    assert page.door.clock.now() - begun >= timedelta(minutes=1)
    queued = await page.door.read(lambda tx: tx.deliveries.by_key("status_page:7:1"))
    assert queued is not None
    [first, second] = await page.door.read(lambda tx: tx.deliveries.attempts(queued.id))
    assert (first.outcome, second.outcome) == (Outcome.unreachable, Outcome.delivered)


async def test_what_is_not_in_the_settings_is_refused(page: Open) -> None:
    with pytest.raises(Refused, match="no component 'web' of the status page"):
        await page.tells(Public("7:4", Phase.monitoring, "…", {"web": Condition.operational}))


async def test_the_same_words_about_another_state_are_no_repetition(page: Open) -> None:
    slow = Public("7:2", Phase.identified, "It is slow.", {"api": Condition.degraded_performance})
    down = Public("7:3", Phase.identified, "It is slow.", {"api": Condition.partial_outage})
    await page.opens()
    await page.tells(slow)
    await page.door.settle()
    page.fails(status=502, effect=False, path="/statuspage/pages/*/incidents/p00001")
    await page.tells(down)
    await page.door.settle()

    assert page.outages.statuspage.components[API] == "partial_outage"
