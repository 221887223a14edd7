"""What is told later than an issue: edited notes, and when engineering plans to have it done."""

import aiohttp
import pytest

from store.links import Stage
from tests.desk.tracking.conftest import Opened
from tests.desk.tracking.desk import ALL
from tests.door import words


async def test_a_note_that_is_edited_after_it_was_sent_is_told_and_may_be_sent_again(
    desk: Opened,
) -> None:
    async with desk("github") as at:
        await at.files()
        ada = at.door.person("ada")
        card = await at.door.card_ts()
        note = await ada.says("C0TRIAGE", "It began on Monday", thread_ts=card)
        for text in ("It began on Tuesday", "It began on Wednesday"):
            await ada.uses_shortcut("comment_on_issue", "C0TRIAGE", note)
            await at.door.settle()
            at.door.clock.advance(seconds=5)
            await ada.edits("C0TRIAGE", note, text)
            await at.door.settle()

        room = [one for one in await at.door.room() if "was changed" in one]
        assert len(room) == 2
        [first, second] = at.board.tickets[1].remarks
        assert "Monday" in str(first.body)
        assert "Tuesday" in str(second.body)


@pytest.mark.parametrize("tracker", ALL)
async def test_a_day_that_engineering_names_comes_back_in_words_for_the_customer(
    desk: Opened, tracker: str
) -> None:
    async with desk(tracker) as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.board.plan(1, "2026-03-12")
        await at.told()
        at.door.clock.advance(seconds=5)
        at.board.assign(1, "Kim")
        await at.told()
        at.door.clock.advance(seconds=5)
        at.board.plan(1, "2026-03-16")
        await at.told()
        at.door.clock.advance(seconds=5)
        at.board.plan(1, None)
        await at.told()

        assert (await at.link()).stage is Stage.acknowledged
        room = [one for one in await at.door.room() if "📅" in one or "A draft" in one]
        planned, drafted, taken, moved, later, none = room
        assert "is planned for Thursday, 12 March" in planned
        assert "done by Thursday, 12 March" in drafted
        assert "done by Thursday, 12 March" in taken
        assert "is planned for Monday, 16 March now, and not for Thursday, 12 March" in moved
        assert "longer than our engineers thought" in later
        assert "is planned for no day any more" in none
        assert "12 March" not in "".join(
            words(one) for one in at.door.person("carol").sees("C0ACME")
        )


async def test_a_day_that_has_passed_is_no_news_for_the_customer(desk: Opened) -> None:
    async with desk("jira") as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        at.board.plan(1, "2026-03-01")
        await at.told()

        room = "\n".join(await at.door.room())
        assert "is planned for Sunday, 1 March" in room
        assert "A draft" not in room


async def test_what_a_person_does_on_the_page_of_the_tracker_comes_back(desk: Opened) -> None:
    async with desk("jira") as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        asked = {"status": "In Progress", "assignee": "Kim <b>", "due": "2026-03-12"}
        page = f"{at.trackers.url}/jira/browse/ENG-1"
        async with aiohttp.ClientSession() as http:
            async with http.post(page, data={**asked, "comment": "Which region?"}) as answer:
                shown = await answer.text()
            async with http.get(f"{at.trackers.url}/jira/rest/api/3/myself") as answer:
                assert answer.status == 401
        await at.door.settle()

        assert "See a 502" in shown
        assert "<b>Kim &lt;b&gt;</b>" in shown
        link = await at.link()
        assert (link.stage, link.assignee) == (Stage.started, "Kim <b>")
        assert "Which region?" in "\n".join(await at.door.room())


@pytest.mark.parametrize("tracker", ALL)
async def test_webhooks_that_come_twice_and_in_any_order_tell_it_once(
    desk: Opened, tracker: str
) -> None:
    async with desk(tracker) as at:
        await at.files()
        at.door.clock.advance(seconds=5)
        getattr(at.trackers, tracker).says(1, "kim", "We look into it")
        at.board.assign(1, "Kim")
        at.board.plan(1, "2026-04-01")
        assert set(await at.trackers.tell(jumbled=True)) == {200}
        await at.door.settle()

        room = "\n".join(await at.door.room())
        assert room.count("We look into it") == 1
        assert room.count("\n👷") == room.count("A draft.") == 1
        assert (await at.link()).stage is Stage.acknowledged
