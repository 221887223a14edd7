"""What trackers refuse, drop and put off, and what we never tell a public one."""

from playground.services.faults import Fault
from store.links import Stage
from tests.desk.paging.calls import alerts
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


async def test_issues_that_may_not_be_read_any_more_are_told_of_once_a_day(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        lost = {"message": "Resource not accessible by personal access token"}
        forbidden = Fault(path="/github/repos/*/issues/1", status=403, body=lost, times=99)
        at.trackers.faults.pending.append(forbidden)
        for _ in range(3):
            await at.door.later(minutes=6)

        [told] = [words for words in alerts(at.door) if "GitHub" in words]
        assert "Resource not accessible" in told
        assert (await at.link()).stage is Stage.queued


async def test_an_issue_that_moved_is_followed_with_its_repository(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        at.trackers.github.repo = "acme/backend"
        at.board.assign(1, "Kim")
        await at.door.later(minutes=6)

        link = await at.link()
        assert (link.external_id, link.ref) == ("acme/backend#1", "backend#1")
        assert link.stage is Stage.acknowledged
        assert not [words for words in alerts(at.door) if "GitHub" in words]


async def test_an_issue_that_moved_to_strangers_is_gone(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        headers = {"Location": "https://evil.example/repos/acme/api/issues/1"}
        moved = Fault(path="/github/repos/*/issues/1", status=301, headers=headers, times=9)
        at.trackers.faults.pending.append(moved)
        await at.door.later(minutes=6)

        assert (await at.link()).stage is Stage.gone
