"""`count:`: events are requests, and a rate of errors that is too high is a signal."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.desk.rates.judging import judge, too_high
from bot.desk.threads import BELLHOP, resolve
from store.episodes import Became
from store.inbox import InboxState
from store.product import Product
from store.requests import RequestCount, counted, counts
from store.threads import Status
from store.transaction import Transaction
from store.unit import Rows
from tests.triggers.webhooks.counted import COUNT, batch, each, minutes, request, requests
from tests.triggers.webhooks.failing import Listening
from tests.triggers.webhooks.post import Posting

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing of its own


async def sums(posting: Posting) -> dict[tuple[int, str], tuple[int, int]]:
    """How many requests and errors, by how many minutes ago, and endpoint."""
    now = int(posting.door.clock.now().timestamp()) // 60
    rows = await posting.door.read(
        lambda tx: Rows(tx).many(RequestCount, select(*counts.c).order_by(counts.c.minute))
    )
    return {(now - row.minute, row.key): (row.requests, row.errors) for row in rows}


def kept(tx: Transaction) -> int:
    return int(Rows(tx).sql(select(func.count()).select_from(counted)).scalar_one())


async def test_each_request_counts_once_in_its_own_minute_whatever_order_it_comes_in(
    desk: Listening,
) -> None:
    async with desk(COUNT) as posting:
        old = requests(posting, "old", 3, 1, before=timedelta(minutes=4))
        new = requests(posting, "new", 2, 2)
        other = requests(posting, "other", 1, 0, endpoint="/users")

        assert await batch(posting, [*new, *old]) == 200
        assert await batch(posting, [old[3], *new, *other]) == 200  # put together anew
        await each(posting, [new[3], request(posting, "ahead", before=timedelta(seconds=-90))])
        await each(posting, [request(posting, "late", before=timedelta(minutes=17))])

        assert await sums(posting) == {
            (4, "/jobs"): (4, 1),
            (0, "/jobs"): (5, 2),
            (0, "/users"): (1, 0),
        }
        assert await posting.rows() == []
        assert await posting.received() == []


@SQLITE
async def test_too_many_errors_open_a_thread_and_few_errors_for_a_while_end_it(
    desk: Listening,
) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "a", 22, 3))
        await each(posting, requests(posting, "b", 30, 1, endpoint="/users"))
        await minutes(posting, 3)

        thread = await posting.door.thread()
        assert thread.title == "12% of 25 requests to /jobs failed within 15 min"
        assert len(posting.door.cards()) == 1

        await minutes(posting, 14)  # the errors are no longer in the window
        for n in range(14):
            await each(posting, [request(posting, f"c-{n}")])
            await minutes(posting, 1)
        assert (await posting.door.thread()).status is Status.new
        await each(posting, [request(posting, "d")])
        await minutes(posting, 2)

        assert (await posting.door.thread()).status is Status.resolved
        said = await posting.received()
        assert [(one["type"], one["state"]) for one in said] == [
            ("error_rate", "firing"),
            ("error_rate", "resolved"),
        ]


@SQLITE
async def test_a_rate_that_becomes_twice_as_bad_is_told_again(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "a", 45, 5))
        await minutes(posting, 6)
        before = await posting.door.room()
        await each(posting, requests(posting, "b", 0, 3))
        await minutes(posting, 2)
        assert await posting.door.room() == before  # 15 %: worse, but not by much

        await each(posting, requests(posting, "c", 0, 7))
        await minutes(posting, 8)

        [told] = (await posting.door.room())[len(before) :]
        assert "Error rate: 25%" in told
        assert len(posting.door.cards()) == 1


@SQLITE
async def test_a_few_requests_or_few_errors_are_luck(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "few", 1, 10))
        await each(posting, requests(posting, "good", 20, 2, endpoint="/users"))
        await each(posting, requests(posting, "rare", 57, 3, endpoint="/teams"))
        await minutes(posting, 2)

        assert posting.door.cards() == []


@SQLITE
async def test_what_people_resolved_is_not_opened_again_while_it_goes_on(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "a", 22, 8))
        await minutes(posting, 2)
        await posting.door.bot.store.write(resolve, posting.door.bot.deps.desk, 1001, BELLHOP)
        await each(posting, requests(posting, "b", 22, 8))
        await minutes(posting, 5)

        assert len(posting.door.cards()) == 1


@SQLITE
async def test_where_nobody_asks_any_more_nobody_knows_whether_it_is_over(
    desk: Listening,
) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "a", 22, 8))
        await minutes(posting, 40)
        assert (await posting.door.thread()).status is Status.new

        await each(posting, requests(posting, "b", 12, 18))
        await minutes(posting, 8)

        assert "60% of 30 requests" in "\n".join(await posting.door.room())
        assert len(posting.door.cards()) == 1


@SQLITE
async def test_a_rate_that_rests_on_unsigned_requests_only_holds(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await batch(posting, requests(posting, "a", 22, 8))
        await minutes(posting, 2)

        [episode] = await posting.door.bot.store.write(lambda tx: tx.episodes.open_of_customer(1))
        assert (episode.became, posting.door.cards()) == (Became.held, [])


async def test_what_cannot_matter_any_more_is_deleted(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await batch(posting, requests(posting, "a", 5, 0))
        await minutes(posting, 14)
        assert (await posting.door.read(kept), len(await sums(posting))) == (5, 1)
        await minutes(posting, 3)

        assert (await posting.door.read(kept), await sums(posting)) == (0, {})


async def test_whichever_replica_is_first_tells_of_it(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await each(posting, requests(posting, "a", 22, 8))
        bot = posting.door.bot
        found = await bot.store.read(too_high, bot.deps.desk)

        await gather(*(bot.store.write(judge, bot.deps.desk, found) for _ in range(4)))

        assert [one["state"] for one in await posting.received()] == ["firing"]


async def test_what_cannot_be_counted_together_is_left_to_the_inbox(
    desk: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(COUNT) as posting:
        with monkeypatch.context() as patch:
            patch.setattr("triggers.webhooks.counter.count", lambda *_: 1 / 0)
            patch.setattr("triggers.webhooks.routes.count", lambda *_: 1 / 0)
            assert await batch(posting, requests(posting, "a", 1, 1)) == 200
        assert await sums(posting) == {}

        for row in await posting.rows():
            assert (await posting.door.bot.inbox.replay(row.id)).state is InboxState.done
        await batch(posting, requests(posting, "a", 1, 1))

        assert await sums(posting) == {(0, "/jobs"): (2, 1)}


@SQLITE
async def test_a_rule_that_goes_live_tells_of_what_goes_on(desk: Listening) -> None:
    async with desk(COUNT.replace("mode: live", "cool_down: 1d")) as posting:
        posting.door.clock.advance(timedelta(days=7, minutes=-2))
        await each(posting, requests(posting, "a", 22, 8))
        await minutes(posting, 1)
        assert posting.door.cards() == []

        await minutes(posting, 4)

        assert len(posting.door.cards()) == 1


@SQLITE
async def test_whoever_makes_requests_is_not_silent(desk: Listening) -> None:
    async with desk(COUNT) as posting:
        await batch(posting, requests(posting, "a", 5, 0))
        began = posting.door.clock.now()
        await minutes(posting, 2)

        seen = await posting.door.read(lambda tx: Product(tx).seen("segment", [1, 2]))
        assert {customer: one.last_at for customer, one in seen.items()} == {1: began}
