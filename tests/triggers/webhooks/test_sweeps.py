"""Rules that look at what customers do not do: silence, and a product nobody takes up."""

from datetime import timedelta
from typing import Any

from bot.config.webhooks import SchemeName
from store.product import Product
from store.threads import Status
from store.transaction import Transaction
from tests.door import words
from tests.triggers.webhooks.failing import Listening, said_to
from tests.triggers.webhooks.post import Posting

SWEPT = """
digests: {standup: off, summary: off}
triggers:
  gone-quiet:
    on: {source: segment}
    sweep: "09:00"
    where: {customer.tier: enterprise, facts.contract: annual, facts.inactive_days: {at_least: 30}}
    respond: act
    mode: live
    title: "{customer} was not seen for {facts.inactive_days} days"
    labels: [at-risk]
    to_owner: true
"""
ONBOARDING = """
digests: {standup: off, summary: off}
triggers:
  onboarding:
    on: {source: segment}
    sweep: "09:00"
    where: {facts.set_up_days: {at_least: 14}, facts.logins: {at_most: 1}, facts.adoption_percent: {less_than: 3}}
    respond: act
    mode: live
    labels: [onboarding-at-risk]
    to_owner: true
"""


async def tells(posting: Posting, kind: str, account: str = "acct_42", **said: Any) -> None:
    door = posting.door
    told = {
        "type": kind,
        "messageId": f"{kind}-{account}-{door.clock.now().isoformat()}-{said.get('event')}",
        "userId": "u_1",
        "context": {"groupId": account},
        "timestamp": door.clock.now().isoformat(),
        **said,
    }
    assert await posting.signed("segment", told, "SEGMENT", SchemeName.segment) == 200


async def is_annual(posting: Posting, **traits: Any) -> None:
    await tells(posting, "group", traits={"contract": "annual", **traits})


async def days(posting: Posting, count: int, *, heard: bool = True) -> None:
    """Let days pass; others use the product, so that its analytics are heard."""
    bot = posting.door.bot
    for _ in range(count):
        posting.door.clock.advance(timedelta(days=1))
        if heard:
            await tells(posting, "track", "someone-else", event="Clicked")
        await bot.ledger.carry_over(bot.deps)
        await bot.daily.drain()
    await posting.door.later(seconds=61)


async def test_thirty_days_without_anybody_are_a_thread_for_the_owner(desk: Listening) -> None:
    async with desk(SWEPT) as posting:
        await is_annual(posting)
        await tells(posting, "track", event="Signed In")
        await days(posting, 29)
        assert posting.door.cards() == []

        await days(posting, 2)

        thread = await posting.door.thread()
        assert thread.title == "Acme was not seen for 30 days"
        assert thread.assignee_id is not None
        assert said_to(posting) == []

        await days(posting, 3)
        assert len(posting.door.cards()) == 1

        await tells(posting, "track", event="Signed In")
        await days(posting, 1)
        assert (await posting.door.thread()).status is Status.resolved


async def test_what_nobody_signed_up_for_a_year_is_not_watched(desk: Listening) -> None:
    async with desk(SWEPT) as posting:
        await tells(posting, "group", traits={"contract": "monthly"})
        await tells(posting, "track", event="Signed In")
        await days(posting, 32)

        assert posting.door.cards() == []


async def test_while_analytics_are_silent_nobody_is_told_to_be_and_people_hear_once(
    desk: Listening,
) -> None:
    async with desk(SWEPT) as posting:
        await is_annual(posting)
        await tells(posting, "track", event="Signed In")
        await days(posting, 40, heard=False)
        alerts = [words(one) for one in posting.door.person("ada").sees("C0ALERTS")]
        assert posting.door.cards() == []
        assert ["wait until it speaks again" in one for one in alerts] == [True]

        # what was told meanwhile is lost: the count of days begins anew
        await days(posting, 29)
        assert posting.door.cards() == []
        await days(posting, 3)
        assert len(posting.door.cards()) == 1


async def test_who_takes_up_nothing_in_two_weeks_is_at_risk(desk: Listening) -> None:
    async with desk(ONBOARDING) as posting:
        features = [f"feature_{n}" for n in range(40)]
        await days(posting, 1)
        set_up = posting.door.clock.now().isoformat()
        await is_annual(posting, set_up_at=set_up, features_enabled=features)
        await tells(posting, "track", event="user_logged_in")
        await tells(posting, "track", event="Opened", properties={"feature": "feature_7"})
        await days(posting, 13)
        assert posting.door.cards() == []

        await days(posting, 1)

        [card] = posting.door.cards()
        for fact in ("logins: 1", "adoption percent: 2.5", "features enabled: 40"):
            assert fact in words(card)
        assert await posting.door.read(lambda tx: tx.labels.of(1001)) == ["onboarding-at-risk"]


async def test_who_was_there_before_us_is_not_called_new(desk: Listening) -> None:
    async with desk(ONBOARDING) as posting:
        await days(posting, 1)
        await is_annual(posting, set_up_at="2026-01-01", features_enabled=["a"])
        await days(posting, 20)

        assert posting.door.cards() == []


async def test_posthog_and_any_other_webhook_tell_of_use_too(desk: Listening) -> None:
    product = "\n    product: {feature: type, traits: [total], describes: [synced]}\n"
    event = {
        "uuid": "1",
        "event": "user_logged_in",
        "distinct_id": "u_1",
        "properties": {"feature": "reports"},
    }
    group = {"id": "acct_42", "properties": {"contract": "annual", "created_at": "2026-02-01"}}
    async with desk(product) as posting:
        assert await posting.told("posthog", {"event": event, "groups": {"account": group}}) == 200
        for kind in ("Report Exported", "synced"):
            body = {"type": kind, "data": {"account": "acct_42", "total": 7}}
            at = str(int(posting.door.clock.now().timestamp()))
            shown = {"webhook-id": f"msg_{kind[0]}", "webhook-timestamp": at}
            scheme = SchemeName.standard_webhooks
            assert await posting.signed("crm", body, "STANDARD", scheme, **shown) == 200

        def noted(tx: Transaction, webhook: str) -> tuple[Any, ...]:
            product = Product(tx)
            seen, used = product.seen(webhook, [1])[1], product.used(webhook, [1])[1]
            return seen.logins, used, product.accounts(webhook, [1])[1].traits

        read = posting.door.read
        assert await read(lambda tx: noted(tx, "posthog")) == (
            1,
            ["reports"],
            {"contract": "annual"},
        )
        assert await read(lambda tx: noted(tx, "crm")) == (0, ["Report Exported"], {"total": 7})
