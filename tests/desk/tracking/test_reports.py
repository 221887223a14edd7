"""A report for engineering becomes an issue of the tracker."""

from typing import Any

from store.threads import Priority, Status
from tests.desk.tracking.conftest import Opened
from tests.handlers.test_bug import COMPLETE

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
