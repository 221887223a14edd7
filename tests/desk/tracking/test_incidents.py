"""Issues of an incident: above its channel as soon as there are any, and told of the end."""

from bot.desk.declaring import Declaration
from bot.desk.incidents.ending import Ending, resolve
from bot.desk.incidents.leading import declare_by_hand, link, move
from store.incidents import Incident, IncidentStatus
from store.states import Severity
from tests.desk.incidents.warroom import said
from tests.desk.tracking.conftest import Opened
from tests.desk.tracking.desk import ADA, Tracking

GLOBEX = "C0GLOBEX"
PUBLIC = ", public: true, shown: [Steps]"


async def declared(at: Tracking) -> Incident:
    store, config = at.door.bot.store, at.door.bot.deps.desk
    about = Declaration("Login is down")
    one = await store.write(declare_by_hand, config, 1001, Severity.SEV1, about, ADA)
    await at.door.settle()
    return one


async def ended(at: Tracking, one: Incident, public: str = "") -> None:
    store, config = at.door.bot.store, at.door.bot.deps.desk
    for to in (IncidentStatus.identified, IncidentStatus.monitoring):
        await store.write(move, config, one.id, to, ADA)
    over = Ending(root_cause="db-7 was full", remediation="A bigger disk", public=public)
    await store.write(resolve, config, one.id, over, ADA)
    await at.door.settle()


async def test_an_issue_that_is_filed_later_stands_above_the_channel(desk: Opened) -> None:
    async with desk("linear") as at:
        await declared(at)
        await at.files()

        ref = (await at.link()).ref
        place = next(one for one in at.door.slack.channels.values() if "incident" in one.name)
        assert {mark["title"] for mark in place.bookmarks} == {"T-1001", ref}
        assert f"<{(await at.link()).url}|{ref}>" in said(at.door, handle="ada")[0]


async def test_engineering_hears_the_end_once(desk: Opened) -> None:
    async with desk("jira") as at:
        await at.files()
        await at.door.asks("dave", "I cannot log in either", GLOBEX)
        await at.links((await at.link()).url, 1002)
        one = await declared(at)
        await at.door.bot.store.write(link, at.door.bot.deps.desk, one.id, 1002, ADA)
        await ended(at, one)

        [comment] = at.posts("/comment")
        for words in ("(Support)", "Login is down", "db-7 was full", "A bigger disk"):
            assert words in comment


async def test_a_public_tracker_reads_what_customers_read(desk: Opened) -> None:
    async with desk("github", more=PUBLIC) as at:
        at.trackers.github.public = True
        await at.files()
        await ended(at, await declared(at), "You can log in again.")

        [comment] = at.posts("/comments")
        assert "You can log in again." in comment
        assert "db-7" not in comment
