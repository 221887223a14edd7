"""Rules that look at what customers do not do: silence, and a product nobody takes up."""

from datetime import timedelta
from typing import Any

import pytest

from bot.config.webhooks import SchemeName
from bot.views.signals import SEEN_AGAIN
from store.product import Product
from store.threads import Status
from store.transaction import Transaction
from tests.door import words
from tests.triggers.webhooks.failing import Listening, said_to
from tests.triggers.webhooks.using import KNOWN, SWEPT, days, is_annual, tells

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing of its own
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


async def test_thirty_days_without_anybody_are_a_thread_for_the_owner(desk: Listening) -> None:
    async with desk(SWEPT) as posting:
        await is_annual(posting)
        await tells(posting, "track", event="Signed In")
        await days(posting, 29)
        assert posting.door.cards() == []

        await days(posting, 1)

        thread = await posting.door.thread()
        assert thread.title == "Acme was not seen for 30 days"
        assert thread.assignee_id is not None
        assert said_to(posting) == []

        await days(posting, 3)
        assert len(posting.door.cards()) == 1

        await tells(posting, "track", event="Signed In")
        await days(posting, 1)
        assert (await posting.door.thread()).status is Status.resolved


@SQLITE
async def test_what_nobody_signed_up_for_a_year_is_not_watched(desk: Listening) -> None:
    async with desk(SWEPT) as posting:
        await tells(posting, "group", traits={"contract": "monthly"})
        await tells(posting, "track", event="Signed In")
        await days(posting, 32)

        assert posting.door.cards() == []


@SQLITE
async def test_while_analytics_are_silent_nobody_is_told_to_be_and_people_hear_once(
    desk: Listening,
) -> None:
    async with desk(SWEPT) as posting:
        await is_annual(posting)
        await tells(posting, "track", event="Signed In")
        for _ in range(2):
            await days(posting, 10, heard=False)
        alerts = [words(one) for one in posting.door.person("ada").sees("C0ALERTS")]
        assert posting.door.cards() == []
        assert ["wait until it speaks again" in one for one in alerts] == [True]

        # what was told meanwhile is lost: the count of days begins anew
        await days(posting, 29)
        assert posting.door.cards() == []
        await days(posting, 3)
        assert len(posting.door.cards()) == 1


@SQLITE
async def test_who_never_spoke_is_silent_since_they_could_have(desk: Listening) -> None:
    async with desk(SWEPT, KNOWN) as posting:
        await days(posting, 29)
        assert posting.door.cards() == []

        await days(posting, 1)

        assert (await posting.door.thread()).title == "Acme was not seen for 30 days"


@SQLITE
@pytest.mark.parametrize(
    ("said", "now_said"),
    [
        ("external: {account: acct_42}", ""),  # nothing by which to know them
        ("contract: annual", "contract: monthly"),
    ],
)
async def test_who_cannot_be_heard_or_is_not_meant_is_not_silent(
    desk: Listening, said: str, now_said: str
) -> None:
    known = KNOWN.replace(said, now_said).replace("domains: [acme.example], ", "")
    assert known != KNOWN
    async with desk(SWEPT, known) as posting:
        await days(posting, 40)

        assert posting.door.cards() == []


@SQLITE
async def test_who_comes_back_just_before_we_speak_is_left_alone(desk: Listening) -> None:
    async with desk(SWEPT, KNOWN) as posting:
        bot = posting.door.bot
        await days(posting, 29)
        posting.door.clock.advance(timedelta(days=1))
        await tells(posting, "track", "someone-else", event="Clicked")
        await bot.ledger.carry_over(bot.deps)
        await bot.daily.drain()
        await tells(posting, "track", event="Signed In")
        await posting.door.later(seconds=61)

        assert posting.door.cards() == []
        [episode] = await posting.door.read(lambda tx: tx.episodes.page(5, None, "gone-quiet"))
        assert (episode.became, episode.told["over"][2]) == (None, SEEN_AGAIN)


@SQLITE
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
        for fact in ("Logins: 1", "Adoption percent: 2.5", "Features enabled: 40"):
            assert fact in words(card)
        assert await posting.door.read(lambda tx: tx.labels.of(1001)) == ["onboarding-at-risk"]


@SQLITE
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
