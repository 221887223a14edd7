"""What trackers refuse, drop and put off, and what we never tell a public one."""

from playground.services.faults import Fault
from store.links import Stage
from tests.desk.tracking.conftest import Opened


async def test_what_the_tracker_refuses_is_told_by_its_field(desk: Opened) -> None:
    async with desk("jira") as at:
        at.trackers.jira.without.add("issuetype")
        await at.files()
        assert "issuetype" in (await at.door.room())[-1]
        assert (await at.link()).stage is Stage.not_filed

        at.trackers.jira.without.clear()
        await at.files()
        assert (await at.link()).stage is Stage.queued


async def test_what_we_can_do_without_is_left_out(desk: Opened) -> None:
    async with desk("jira", more=", labels: [support]") as at:
        at.trackers.jira.without.add("labels")
        await at.files()

        assert at.board.tickets[1].labels == []
        assert "did not take its labels" in "\n".join(await at.door.room())


async def test_labels_that_github_drops_silently_are_told(desk: Opened) -> None:
    async with desk("github", more=", labels: [support]") as at:
        at.trackers.github.may_label = False
        await at.files()

        assert "did not take its labels" in "\n".join(await at.door.room())


async def test_a_public_repository_is_refused(desk: Opened) -> None:
    async with desk("github") as at:
        at.trackers.github.public = True
        await at.files()

        assert at.board.tickets == {}
        assert "is public" in (await at.door.room())[-1]


async def test_a_public_repository_gets_what_may_be_shown_and_mentions_nobody(
    desk: Opened,
) -> None:
    async with desk("github", more=", public: true, shown: [steps]") as at:
        at.trackers.github.public = True
        await at.files()

        body = str(at.board.tickets[1].body)
        assert "See a 502" in body
        assert "carol" not in body
        assert "slack" not in body.lower()


async def test_too_many_requests_wait_as_long_as_they_are_told(desk: Opened) -> None:
    async with desk("jira") as at:
        limited = Fault(path="/jira/*", status=429, retry_after=90, times=2)
        at.trackers.faults.pending.append(limited)
        await at.files()
        await at.door.later(minutes=4)

        assert len(at.board.tickets) == 1


async def test_linear_limits_by_an_error_of_its_own(desk: Opened) -> None:
    async with desk("linear") as at:
        at.trackers.linear.limited = 2
        await at.files()
        await at.door.later(minutes=2)

        assert len(at.board.tickets) == 1
