"""Issues that threads are about: filed once, followed, and never more than agents decide."""

import pytest

from bot.desk.escalating import Escalation, escalate
from bot.desk.intake.moving import merge
from playground.services.faults import Fault
from store.links import Links, Stage
from store.states import Severity, Status
from tests.desk.tracking.conftest import Opened
from tests.desk.tracking.desk import ADA, ALL, CREATES
from tests.door import words


@pytest.mark.parametrize("tracker", ALL)
async def test_an_issue_is_filed_once_and_the_thread_shows_it(desk: Opened, tracker: str) -> None:
    async with desk(tracker) as at:
        await at.files()
        await at.files()

        [ticket] = at.board.tickets.values()
        assert ticket.title == "Login fails with 502"
        assert "See a 502" in str(ticket.body)
        link = await at.link()
        assert (link.stage, link.external_id is not None) == (Stage.queued, True)
        assert any("Filed in" in line and link.url in line for line in await at.door.room())
        assert link.url in words(at.door.cards()[0])
        assert len(ticket.pointers) == (tracker != "github")
        assert "in Slack" in str([ticket.body, at.posts("")])


@pytest.mark.parametrize("tracker", ALL)
async def test_an_answer_that_was_lost_files_no_second_issue(desk: Opened, tracker: str) -> None:
    async with desk(tracker) as at:
        if tracker == "linear":
            at.trackers.faults.pending.append(Fault(path="/linear/*"))  # asks for the team first
        lost = Fault(path=CREATES[tracker], status=502, effect=True)
        at.trackers.faults.pending.append(lost)
        await at.files()

        assert len(at.board.tickets) == 1
        assert (await at.link()).stage is Stage.queued


@pytest.mark.parametrize("tracker", ALL)
async def test_engineering_takes_it_and_ends_it_and_the_customer_hears_only_what_ada_sends(
    desk: Opened, tracker: str
) -> None:
    started, ended = {
        "jira": ("In Progress", "Done"),
        "linear": ("In Progress", "Done"),
        "github": ("open", "closed"),
    }[tracker]
    async with desk(tracker) as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.board.assign(1, "Kim")
        await at.told()
        assert (await at.link()).stage is Stage.acknowledged

        at.door.clock.advance(seconds=5)
        at.board.move(1, started)
        at.door.clock.advance(seconds=5)
        at.board.move(1, ended)
        await at.told()

        assert (await at.link()).stage is Stage.done
        assert (await at.door.thread()).status in (Status.new, Status.open)
        assert "verify it" in "\n".join(await at.door.room())
        seen = at.door.person("carol").sees("C0ACME")
        assert not any("fixed" in words(one) for one in seen)
        posted = at.door.person("ada").sees("C0TRIAGE", await at.door.card_ts())
        drafts = [one["ts"] for one in posted if "A draft" in words(one)]
        root = (await at.door.thread()).root_ts
        before = len(at.door.person("carol").sees("C0ACME", root))
        await at.door.person("ada").clicks("C0TRIAGE", drafts[0], "thread.draft.send")
        await at.door.settle()
        assert len(at.door.person("carol").sees("C0ACME", root)) == before
        assert len(drafts) > 1
        await at.door.person("ada").clicks("C0TRIAGE", drafts[-1], "thread.draft.send")
        await at.door.settle()
        assert "this is fixed" in words(at.door.person("carol").sees("C0ACME", root)[-1])


@pytest.mark.parametrize("tracker", ALL)
async def test_comments_come_once_into_the_room_and_ours_do_not_come_back(
    desk: Opened, tracker: str
) -> None:
    async with desk(tracker) as at:
        await at.files()
        note = await at.door.person("ada").says(
            "C0TRIAGE", "It began on Monday, says @kim", thread_ts=await at.door.card_ts()
        )
        await at.door.settle()
        for _ in range(2):
            await at.door.person("ada").uses_shortcut("comment_on_issue", "C0TRIAGE", note)
            await at.door.settle()
        at.door.clock.advance(seconds=5)
        getattr(at.trackers, tracker).says(1, "Kim", "Which region?")
        await at.told()
        await at.told()
        await at.door.later(minutes=6)

        [ours, theirs] = at.board.tickets[1].remarks
        assert "Ada Agarwal (Support)" in str(ours.body)
        assert theirs.author == "Kim"
        room = "\n".join(await at.door.room())
        assert room.count("Which region?") == 1
        assert room.count("*Kim* (Engineering") == 1
        assert room.count("(Support)") == 0


async def test_edits_and_deletions_over_there_are_seen(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        remark = at.trackers.github.says(1, "kim", "Which region?")
        await at.told()
        at.board.edit(1, remark.id, "Which *plan*?")
        await at.told()
        at.board.delete(1, remark.id)
        await at.told()

        room = await at.door.room()
        assert "changed a comment" in room[-2]
        assert "was deleted" in room[-1]


@pytest.mark.parametrize("tracker", ALL)
async def test_what_no_webhook_told_is_found_within_minutes(desk: Opened, tracker: str) -> None:
    async with desk(tracker) as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.board.assign(1, "Kim")
        await at.told(drop=True)
        assert (await at.link()).stage is Stage.queued

        await at.door.later(minutes=6)
        assert (await at.link()).stage is Stage.acknowledged


async def test_an_issue_that_is_there_is_linked_by_its_address_to_two_threads(
    desk: Opened,
) -> None:
    async with desk("jira") as at:
        at.board.add("Gateway is down", None)
        at.trackers.jira.says(1, "Kim", "Old words")
        await at.door.asks("dave", "It is down", channel="C0GLOBEX")
        url = f"{at.trackers.url}/jira/browse/ENG-1"
        for number in (1001, 1002):
            await at.links(url, number)
        at.door.clock.advance(seconds=5)
        at.board.move(1, "In Progress")
        await at.told()

        for number in (1001, 1002):
            room = "\n".join(await at.door.room(number))
            assert "is being worked on" in room
            assert "Old words" not in room
        assert (await at.link(1001)) == (await at.link(1002))
        assert len(at.board.tickets[1].pointers) == 2


async def test_an_address_without_an_issue_is_told_and_not_kept(desk: Opened) -> None:
    async with desk("linear") as at:
        await at.links("https://linear.app/acme/issue/ENG-77/gone")

        assert "knows no" in (await at.door.room())[-1]
        with pytest.raises(ValueError, match="unpack"):
            await at.link()


async def test_a_state_that_we_do_not_know_changes_nothing(desk: Opened) -> None:
    async with desk("linear") as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.board.move(1, "Odd")
        await at.told()

        assert (await at.link()).stage is Stage.queued


async def test_what_will_not_be_done_reopens_the_thread(desk: Opened) -> None:
    async with desk("jira", more=", not_done: [Obsolete]") as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.trackers.jira.resolve(1, "obsolete")
        await at.told()

        assert (await at.link()).stage is Stage.not_done
        assert "another way" in "\n".join(await at.door.room())


async def test_comments_that_answer_themselves_rest_for_an_hour(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        for number in range(14):
            at.trackers.github.says(1, "robot", f"Thank you for comment {number}")
            await at.told()

        room = "\n".join(await at.door.room())
        assert room.count("Thank you") == 10
        assert room.count("More than 10 comments") == 1
        await at.door.later(hours=2)
        assert "\n".join(await at.door.room()).count("Thank you") == 14


async def test_nobody_is_called_any_more_once_engineering_has_it(desk: Opened) -> None:
    async with desk("linear") as at:
        await at.files()
        wanted = Escalation("support", "Everything is down", Severity.SEV2)
        rules = at.door.bot.deps.desk
        await at.door.bot.store.write(escalate, rules, 1001, wanted, ADA)
        await at.door.settle()
        assert await at.door.read(lambda tx: tx.escalations.unanswered(1001))

        at.door.clock.advance(seconds=5)
        at.board.assign(1, "Kim")
        await at.told()
        assert not await at.door.read(lambda tx: tx.escalations.unanswered(1001))
        assert (await at.door.thread()).status is not Status.resolved


async def test_a_resolved_thread_stays_resolved(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        await at.door.clicks("ada", "thread.resolve")
        at.door.clock.advance(seconds=5)
        at.trackers.github.close(1)
        await at.told()

        assert (await at.door.thread()).status is Status.resolved
        assert "is done" in (await at.door.room())[-1]


async def test_an_answer_that_is_older_than_what_we_know_changes_nothing(desk: Opened) -> None:
    async with desk("github") as at:
        await at.files()
        at.door.clock.advance(seconds=60)
        at.board.assign(1, "kim")
        await at.told()
        ticket = at.board.tickets[1]
        ticket.assignee, ticket.updated = (
            None,
            ticket.created,
        )  # what an old replica over there says
        await at.door.later(minutes=6)

        assert (await at.link()).stage is Stage.acknowledged


async def test_an_issue_that_is_gone_is_told_once(desk: Opened) -> None:
    async with desk("linear") as at:
        await at.files()
        at.board.clear()
        await at.door.later(minutes=6)
        await at.door.later(hours=2)

        assert (await at.link()).stage is Stage.gone
        assert "\n".join(await at.door.room()).count("is gone") == 1


async def test_a_merge_takes_the_issue_along(desk: Opened) -> None:
    async with desk("linear") as at:
        await at.files()
        await at.door.asks("carol", "🎫 And the export hangs as well")
        rules = at.door.bot.deps.desk
        await at.door.bot.store.write(merge, rules, 1001, 1002, ADA)
        await at.door.settle()
        at.door.clock.advance(seconds=5)
        at.board.move(1, "In Progress")
        await at.told()

        assert "is being worked on" in "\n".join(await at.door.room(1002))


async def test_support_links_an_issue_and_says_why_not(desk: Opened) -> None:
    async with desk("linear") as at:
        at.board.add("Gateway is down", None, id_="0a1b")
        ada = at.door.person("ada")
        wrong = await ada.types("C0TRIAGE", "/support link T-1001 https://example.com/1")
        await ada.types("C0TRIAGE", "/support link T-1001 https://linear.app/acme/issue/ENG-1")
        await at.door.settle()

        assert "not the address of an issue" in str(wrong)
        assert (await at.link()).external_id == "0a1b"
        await ada.types("C0TRIAGE", "/support unlink T-1001 eng-1")
        assert await at.door.read(lambda tx: Links(tx).of_thread(1001)) == []
