"""Episodes over the API: what rules made of what was told, and how that ended."""

from datetime import timedelta

import aiohttp
import pytest

from tests.triggers.api.client import Client
from tests.triggers.webhooks.failing import ACT, Listening, event, failing, now

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_rules_made_of_it_is_listed_by_whom_and_how_far_it_is(desk: Listening) -> None:
    async with desk(ACT) as posting, aiohttp.ClientSession() as session:
        client = Client(posting.door, session)
        await failing(posting)
        await failing(posting, "cus_8", number=11)
        await posting.signed("stripe", event(21, "invoice.paid", now(posting)))
        posting.door.clock.advance(timedelta(seconds=1))
        await posting.signed("stripe", event(22, "charge.failed", now(posting)))

        async def listed(**query: str) -> list[tuple[str, str | None, str | None, str | None]]:
            items = (await client.get("/episodes", **query)).body["items"]
            return [(one["state"], one["customer"], one["became"], one["thread"]) for one in items]

        waiting = ("waiting", "acme", None, None)
        unmatched = ("open", None, "opened", "T-1002")
        over = ("over", "acme", "opened", "T-1001")
        assert await listed() == [waiting, unmatched, over]
        assert await listed(customer="acme") == [waiting, over]
        assert await listed(state="open") == [unmatched]
        assert await listed(rule="another") == []
        first = (await client.get("/episodes", limit=2)).body
        assert await listed(cursor=first["cursor"]) == [over]
        assert (await client.get("/episodes", customer="initech")).status == 422


async def test_one_is_shown_with_all_that_was_told(desk: Listening) -> None:
    async with desk(ACT) as posting, aiohttp.ClientSession() as session:
        client = Client(posting.door, session)
        await failing(posting)
        await failing(posting, "cus_8", number=11)

        failed = (await client.get("/episodes/1")).body
        unmatched = (await client.get("/episodes/2")).body

        assert (failed["facts"]["reason"], failed["facts"]["attempts"]) == ("expired_card", 2)
        assert (failed["title"], failed["may_act"], failed["over"]) == (
            "A payment failed",
            True,
            None,
        )
        assert [one["known_as"] for one in unmatched["strangers"]] == ["stripe cus_8"]
        assert (await client.get("/episodes/3")).status == 404
