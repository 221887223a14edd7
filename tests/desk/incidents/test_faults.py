"""Any system stumbles at any step of a SEV1: in the end everything is as if it had not."""

import pytest

from store.incident_record import Fact
from store.pages import Means
from tests.databases import only_sqlite
from tests.desk.incidents.grave import grave, surroundings
from tests.desk.incidents.seen import Seen, seen
from tests.desk.incidents.stumbling import (
    ALL,
    DONE_IN_SILENCE,
    OUTSIDE,
    TROUBLES,
    Chosen,
    impatient,
    some,
    stumble,
    these,
)
from tests.desk.incidents.undisturbed import another_url, undisturbed
from tests.fakes import FakeClock

__all__ = ["another_url", "surroundings", "undisturbed"]

pytestmark = pytest.mark.usefixtures("surroundings")

# as others are: a 503 as a 500, and who got no answer from Slack knows nothing else
SAME = (("others", "unavailable"), ("slack", "done, and an error"))
# by what people are paged while a system is down
SENT = {"slack": {Means.pagerduty}, "pagerduty": {Means.direct_message, Means.mention}}
TABLE = {
    f"{name}: {how}": these(systems, trouble)
    for name, systems in {"slack": ("slack",), "others": OUTSIDE}.items()
    for how, trouble in TROUBLES.items()
    if (name, how) not in SAME
}


@only_sqlite
@pytest.mark.parametrize("chosen", TABLE.values(), ids=TABLE)
async def test_whatever_stumbles_all_ends_the_same(
    database_url: str, clock: FakeClock, chosen: Chosen, undisturbed: Seen
) -> None:
    async with grave(database_url, clock) as disturbed:
        await disturbed.begin()
        stumbling = stumble(disturbed, chosen)
        await disturbed.goes_on(stumbling.new_act)
        await disturbed.ends()

        assert stumbling.count > 10
        assert (await seen(disturbed)).but(undisturbed) == ""


@pytest.mark.parametrize(
    ("database_url", "chosen"),
    [
        ("sqlite", these(OUTSIDE, DONE_IN_SILENCE)),
        ("sqlite", some(0)),
        ("postgresql", some(1)),
    ],
    indirect=["database_url"],
    ids=["all others", "some of all", "some of all, postgresql"],
)
async def test_whoever_never_answers_all_ends_the_same(
    database_url: str,
    clock: FakeClock,
    chosen: Chosen,
    undisturbed: Seen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with grave(database_url, clock) as disturbed:
        await disturbed.begin()
        stumbling = stumble(disturbed, chosen)
        impatient(monkeypatch)
        await disturbed.goes_on(stumbling.new_act)
        await disturbed.ends()

        assert stumbling.count > 10
        assert (await seen(disturbed)).but(undisturbed) == ""


@only_sqlite
async def test_what_is_told_twice_happens_once(
    database_url: str, clock: FakeClock, undisturbed: Seen
) -> None:
    async with grave(database_url, clock) as doubled:
        doubled.door.slack.loses_answers(1)
        await doubled.begin()
        await doubled.grade()  # the dialog is closed then
        await doubled.settle()
        for act in list(doubled.acts.values())[1:]:
            await act()
            await act()
            await doubled.settle()
        await doubled.ends()

        assert (await seen(doubled)).but(undisturbed) == ""


@only_sqlite
@pytest.mark.parametrize("system", ALL)
async def test_while_one_is_down_others_page_and_the_record_is_kept(
    database_url: str, clock: FakeClock, system: str, undisturbed: Seen
) -> None:
    async with grave(database_url, clock, rest=True) as desk:
        await desk.begin()
        down = stumble(desk, these((system,), TROUBLES["error"]))
        await desk.grade()
        for _ in range(3):
            down.new_act()
            await desk.door.bot.courier.drain()
            clock.advance(seconds=2)

        pages = await desk.door.read(lambda tx: tx.pages.of(1))
        assert {one.means for one in pages if one.sent_at} == SENT.get(
            system, {*Means} - {Means.webhook}
        )
        record = await desk.door.read(lambda tx: tx.incident_record.of(1))
        assert [one.fact for one in record] == [Fact.declared]

        stumble(desk, lambda _asked: None)
        await desk.settle()
        for act in list(desk.acts.values())[1:]:
            await act()
            await desk.settle()
        await desk.ends()
        assert (await seen(desk)).but(undisturbed) == ""
