"""What may have been made is found again, however much was made since."""

from collections.abc import Awaitable, Callable

import pytest

from bot.config.integrations import TrackerName
from bot.errors import Rejected, Unreachable
from bot.integrations.http import LARGEST, Http
from bot.integrations.pagerduty import PagerDuty
from playground.outages import Outages
from playground.trackers import Trackers
from tests.bot.integrations.given import ALL, DRAFT, NOW, client
from tests.bot.integrations.test_traps import troubled

MANY = 130


@pytest.mark.parametrize("name", ALL)
async def test_an_issue_is_found_behind_many_others(
    trackers: Trackers, http: Http, name: TrackerName
) -> None:
    tracker, board = client(trackers, http, name), getattr(trackers, name).board
    made = await tracker.create(DRAFT)
    for number in range(MANY):
        board.add(f"Another {number}", None, id_=str(number))
    trackers.jira.behind = NOW - NOW

    found = await tracker.created(DRAFT.key, NOW)
    assert found is not None
    assert found.id == made.id
    assert await tracker.created("another key", NOW) is None


async def test_jira_is_asked_for_what_we_made_whoever_reports_it(
    trackers: Trackers, http: Http
) -> None:
    await client(trackers, http, "jira").created(DRAFT.key, NOW)

    assert "creator = currentUser()" in trackers.requests[-1]["body"]


async def test_a_pull_request_that_quotes_an_issue_is_not_it(
    trackers: Trackers, http: Http
) -> None:
    tracker = client(trackers, http, "github")
    made = await tracker.create(DRAFT)
    trackers.github.board.add("Mend it", trackers.github.board.tickets[1].body, pull_request={})

    found = await tracker.created(DRAFT.key, NOW)
    assert found is not None
    assert found.id == made.id


async def test_linear_makes_one_of_what_is_asked_twice_at_once(
    trackers: Trackers, http: Http
) -> None:
    tracker = client(trackers, http, "linear")
    made = await tracker.create(DRAFT)

    assert (await tracker.create(DRAFT)).id == made.id
    said = [await tracker.comment(made.id, "Hello", "key-1") for _ in range(2)]
    assert said[0] == said[1]


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "LOCK_TIMEOUT"])
@pytest.mark.parametrize("status", [200, 400])
async def test_linear_that_stumbles_may_have_done_it(
    trackers: Trackers, http: Http, status: int, code: str
) -> None:
    tracker = client(trackers, http, "linear")
    error = {"message": "Something went wrong", "extensions": {"code": code}}
    asked: list[Callable[[], Awaitable[object]]] = [
        lambda: tracker.comment("ENG-1", "Hello", "key-1"),
        lambda: tracker.read("ENG-1"),
    ]
    for ask, doubt in zip(asked, (True, False), strict=True):
        troubled(trackers, status=status, body={"errors": [error]})
        with pytest.raises(Unreachable) as caught:
            await ask()
        assert caught.value.in_doubt == doubt


async def test_linear_limits_what_is_complex_for_as_long_as_it_says(
    trackers: Trackers, http: Http
) -> None:
    soon, later = (str(int((NOW.timestamp() + seconds) * 1000)) for seconds in (5, 90))
    headers = {
        "X-RateLimit-Requests-Remaining": "100",
        "X-RateLimit-Requests-Reset": soon,
        "X-RateLimit-Complexity-Remaining": "0",
        "X-RateLimit-Complexity-Reset": later,
    }
    error = {"message": "Too complex", "extensions": {"code": "RATELIMITED"}}
    troubled(trackers, status=400, body={"errors": [error]}, headers=headers)

    with pytest.raises(Unreachable) as caught:
        await client(trackers, http, "linear").probe()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 90


async def test_long_conversations_are_read(trackers: Trackers, http: Http) -> None:
    tracker = client(trackers, http, "github")
    made = await tracker.create(DRAFT)
    for _ in range(50):
        trackers.github.says(1, "kim", "x" * (LARGEST // 25))

    assert len((await tracker.read(made.id)).comments) == 50


async def test_who_answers_when_it_is_over_meanwhile_is_not_refused(
    outages: Outages, pager: PagerDuty
) -> None:
    """It was resolved between our look at it and our answer."""
    await pager.page("page:1", "T-1: Down", None, {}, "https://x.example")
    outages.pagerduty.resolves_first = True
    await pager.acknowledge("page:1")

    assert outages.pagerduty.incidents[0].status == "resolved"
    outages.pagerduty.refuses = True
    await pager.page("page:2", "T-1: Down", None, {}, "https://x.example")
    with pytest.raises(Rejected):
        await pager.resolve("page:2")
