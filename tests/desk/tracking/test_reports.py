"""A report for engineering becomes an issue of the tracker."""

from fnmatch import fnmatch
from typing import Any

import pytest

from playground.services.faults import Fault
from store.threads import Priority, Status
from tests.desk.tracking.conftest import Opened
from tests.desk.tracking.desk import ALL
from tests.handlers.test_bug import COMPLETE, HAR

SAID: dict[str, Any] = {
    **COMPLETE,
    "part:severity": "SEV4",
    "part:when": "2026-11-21 14:02 UTC",
    "part:url": "/orders?token=abc12345def",
    "part:request_id": "none: nothing is asked for",
}


async def test_the_report_is_the_issue_and_what_is_cosmetic_is_not_urgent(desk: Opened) -> None:
    async with desk("jira") as at:
        await at.door.clicks("ada", "thread.more")
        await at.door.person("ada").picks("thread.bug")
        assert await at.door.person("ada").submits(SAID) == {}
        await at.door.settle()

        [ticket] = at.board.tickets.values()
        assert ticket.title == "Saving orders fails"
        assert "1. Open an order" in str(ticket.body)
        assert "abc12345def" not in str(ticket.body)
        thread = await at.door.thread()
        assert thread.status is Status.waiting_on_engineering
        assert thread.priority is not Priority.urgent
        assert (await at.link()).title == "Saving orders fails"


async def test_everybody_reads_of_what_is_new_in_a_report_only_what_they_may(desk: Opened) -> None:
    news = {"part:steps": "1. Save it twice", "part:tried": "Initech tried: the same"}
    async with desk("github", more=", public: true, shown: [steps]") as at:
        at.trackers.github.public = True
        for said in (SAID, {**SAID, **news}):
            await at.door.clicks("ada", "thread.more")
            await at.door.person("ada").picks("thread.bug")
            assert await at.door.person("ada").submits(said) == {}
            await at.door.settle()

        [ticket] = at.board.tickets.values()
        assert "Save it twice" in str(ticket.remarks)
        assert "Initech" not in str([ticket.body, ticket.remarks])


@pytest.mark.parametrize("tracker", ALL)
async def test_files_of_the_customer_stand_beside_the_issue_without_secrets(
    desk: Opened, tracker: str
) -> None:
    async with desk(tracker) as at:
        dropped = [("dropped.har", HAR.encode(), "application/json"), ("x.zip", b"PK", "")]
        root = (await at.door.thread()).root_ts
        await at.door.asks("carol", "Here it is", thread_ts=root, files=dropped)
        for _ in range(2):
            await at.door.clicks("ada", "thread.more")
            await at.door.person("ada").picks("thread.bug")
            assert await at.door.person("ada").submits(SAID) == {}
            await at.door.settle()

        [ticket] = at.board.tickets.values()
        room = "\n".join(await at.door.room())
        assert room.count("*dropped.har* is above. Secrets in it were removed.") == 1
        assert room.count("*x.zip* was *not* taken over") == 1
        assert "dropped.har, x.zip (without secrets" in room
        if tracker == "github":
            assert "dropped.har" in str(ticket.body)
            return
        [(name, body)] = ticket.files.items()
        assert name == "dropped.har"
        assert b"req_har_77" in body
        assert b"s3cret" not in body


@pytest.mark.parametrize("tracker", ["jira", "linear"])
async def test_a_file_whose_answer_was_lost_is_there_once_and_one_that_is_refused_is_told(
    desk: Opened, tracker: str
) -> None:
    async with desk(tracker) as at:
        await at.files()
        root = (await at.door.thread()).root_ts
        path = {"jira": "/jira/*/attachments", "linear": "/linear/uploads/*"}[tracker]
        at.trackers.faults.pending.append(Fault(path=path, status=502, effect=True))
        at.trackers.faults.pending.append(Fault(path=path, status=413))
        log = ("a.log", b"GET /orders 502", "text/plain")
        await at.door.asks("carol", "Here it is", thread_ts=root, files=[log])
        await at.door.clicks("ada", "thread.more")
        await at.door.person("ada").picks("thread.bug")
        assert await at.door.person("ada").submits(SAID) == {}
        await at.door.settle()

        sent = [one for one in at.trackers.requests if fnmatch(one["path"], path)]
        room = "\n".join(await at.door.room())
        assert len(sent) == (1 if tracker == "jira" else 2)
        assert ("*a.log* is above, but *not* in" in room) == (tracker == "linear")
