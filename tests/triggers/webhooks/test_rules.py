"""`triggers:`: signals about a customer become threads, or context for those that they begin."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.config.triggers import Trigger
from bot.desk.desk import Desk
from bot.desk.signals import responding
from bot.desk.signals.beginning import begin_thread
from bot.desk.signals.receiving import Said, receive
from bot.desk.signals.responding import respond_due
from bot.desk.signals.signal import Signal
from bot.desk.threads import BELLHOP, resolve
from bot.desk.whose import Whom
from bot.views.signals import MOST_STRANGERS
from store.database import open_store
from store.episodes import Became, Episode
from store.threads import Status, Thread
from store.transaction import Transaction
from tests.door import CONFIG, words
from tests.fakes import FakeClock
from tests.triggers.webhooks.failing import ACT, HOLD, Listening, event, failing, now, said_to


async def test_signals_of_one_failure_are_one_thread_of_which_the_customer_sees_nothing(
    desk: Listening,
) -> None:
    async with desk(ACT) as posting:
        await failing(posting)

        thread = await posting.door.thread()
        assert (thread.title, thread.severity) == ("Payment failed: expired card", "SEV3")
        [card] = posting.door.cards()
        assert "has not written" in words(card)
        assert "Reason: Expired card" in words(card)
        assert "Attempts: 2" in words(card)
        assert await posting.door.read(lambda tx: tx.labels.of(1001)) == ["billing"]
        owner = await posting.door.read(lambda tx: tx.agents.by_key("ada"))
        assert owner is not None
        assert thread.assignee_id == owner.id
        assert said_to(posting) == []


async def test_a_rule_that_says_sev1_calls_people(desk: Listening) -> None:
    async with desk(ACT.replace("SEV3", "SEV1")) as posting:
        await failing(posting)

        lea = posting.door.person("lea")
        [page] = [words(one) for one in lea.sees(lea.app_dm) if "You are needed" in words(one)]
        assert "Payment failed: expired card" in page


async def test_what_is_over_within_a_minute_is_nobodys_business(desk: Listening) -> None:
    async with desk(ACT) as posting:
        at = now(posting)
        await posting.signed("stripe", event(1, "invoice.payment_failed", at))
        await posting.signed("stripe", event(2, "invoice.paid", at + 1))
        await posting.door.later(seconds=61)

        assert posting.door.cards() == []


async def test_an_end_that_comes_first_keeps_a_late_beginning_from_opening(desk: Listening) -> None:
    async with desk(ACT) as posting:
        at = now(posting)
        await posting.signed("stripe", event(2, "invoice.paid", at))
        await posting.door.later(hours=1)
        await posting.signed("stripe", event(1, "invoice.payment_failed", at - 5))
        await posting.door.later(seconds=61)
        assert posting.door.cards() == []

        await posting.signed("stripe", event(3, "invoice.payment_failed", now(posting)))
        await posting.door.later(seconds=61)
        assert len(posting.door.cards()) == 1


async def test_more_of_the_same_goes_into_the_thread_and_its_end_resolves_it(
    desk: Listening,
) -> None:
    async with desk(ACT) as posting:
        await failing(posting)
        later = event(5, "invoice.payment_failed", now(posting), attempt_count=3)
        await posting.signed("stripe", later)
        await posting.door.later(minutes=6)
        assert len(posting.door.cards()) == 1
        assert "Attempts: 3" in "\n".join(await posting.door.room())

        await posting.signed("stripe", event(6, "invoice.paid", now(posting)))
        await posting.door.settle()

        assert (await posting.door.thread()).status is Status.resolved
        assert said_to(posting) == []


async def test_what_people_resolved_begins_anew_with_the_next_failure(desk: Listening) -> None:
    async with desk(ACT) as posting:
        await failing(posting)
        desk_ = posting.door.bot.deps.desk
        await posting.door.bot.store.write(resolve, desk_, 1001, BELLHOP)
        await failing(posting, number=11)

        assert (await posting.door.thread(1002)).status is Status.open


async def test_what_is_held_is_in_front_of_whoever_answers(desk: Listening) -> None:
    async with desk(HOLD) as posting:
        await failing(posting)
        assert posting.door.cards() == []

        await posting.door.asks("carol", "We cannot log in any more")

        [card] = posting.door.cards()
        assert "Reason: Expired card" in words(card)
        [told] = await posting.door.room()
        assert "Payment failed: expired card" in told


async def test_what_is_held_is_forgotten_after_its_window(desk: Listening) -> None:
    async with desk(HOLD) as posting:
        await failing(posting)
        await posting.door.later(days=3, minutes=1)
        await posting.door.asks("carol", "We cannot log in any more")

        assert await posting.door.room() == []


async def test_customers_we_do_not_know_are_listed_for_triage(desk: Listening) -> None:
    async with desk(ACT) as posting:
        await failing(posting, "cus_8")
        await failing(posting, "cus_9", number=11)
        await posting.door.later(minutes=5)

        assert len(posting.door.cards()) == 1
        told = (await posting.door.room())[-1]
        assert "cus_8" in told
        assert "cus_9" in told
        assert (await posting.door.thread()).channel == ""
        [card] = posting.door.cards()
        assert "xpired" not in words(card)  # it is not about one of them

        before = await posting.door.room()
        await failing(posting, "cus_9", number=21)
        await posting.door.later(minutes=6)
        assert await posting.door.room() == before  # who that is, they know


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_of_very_many_whom_we_do_not_know_only_some_are_kept(desk: Listening) -> None:
    async with desk(ACT) as posting:

        def told(tx: Transaction) -> None:
            for number in range(MOST_STRANGERS + 5):
                whom = Whom((("stripe", f"cus_{number:03}"),))
                signal = Signal("charge.failed", f"evt_{number}", "Failed", "k", whom=whom)
                receive(tx, posting.door.bot.deps.desk, Said("stripe", signal))

        await posting.door.bot.store.write(told)
        await posting.door.later(seconds=61)

        [told_of] = await posting.door.room()
        assert "cus_019" in told_of
        assert "cus_020" not in told_of
        assert "… and at least 80 more" in told_of


async def test_many_customers_at_once_are_one_incident(desk: Listening) -> None:
    many = "".join(f"  c{n}: {{external: {{stripe: cus_{n}0}}}}\n" for n in range(1, 15))
    async with desk(ACT, CONFIG.replace("customers:\n", f"customers:\n{many}")) as posting:
        at = now(posting)
        for n in range(1, 15):
            failed = event(n, "invoice.payment_failed", at, f"cus_{n}0")
            assert await posting.signed("stripe", failed) == 200
        await posting.door.later(seconds=61)

        assert len(posting.door.cards()) == 10
        [alert] = posting.door.person("ada").sees("C0ALERTS")
        assert "Is this one incident?" in words(alert)
        assert "C10 T-1010" in words(alert)  # whom it has struck
        assert "and 1 more without a thread" in words(alert)

        ada = posting.door.person("ada")
        await ada.clicks("C0ALERTS", alert["ts"], "thread.incident")
        assert "Incident T-1010" in str(ada.modal)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_that_cannot_be_opened_is_told_once_and_the_others_are_opened(
    desk: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(tx: Transaction, desk: Desk, rule: Trigger, episode: Episode, *args: Any) -> Thread:
        if episode.customer_id is None:
            raise ZeroDivisionError("a bug of ours")
        return begin_thread(tx, desk, rule, episode, *args)

    async with desk(ACT) as posting:
        with monkeypatch.context() as patch:
            patch.setattr(responding, "begin_thread", stumble)
            await failing(posting)
            await failing(posting, "cus_8", number=11)
            await posting.door.later(minutes=5)
            assert len(posting.door.cards()) == 1
            [alert] = posting.door.person("ada").sees("C0ALERTS")
            assert "The episode 2 could not be done" in words(alert)

        await posting.door.later(minutes=2)
        assert len(posting.door.cards()) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_replicas_that_respond_at_once_see_one_storm(
    desk: Listening, database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responding, "BATCH", 8)
    many = "".join(f"  c{n}: {{external: {{stripe: cus_{n}0}}}}\n" for n in range(1, 33))
    async with desk(ACT, CONFIG.replace("customers:\n", f"customers:\n{many}")) as posting:
        bot = posting.door.bot
        at = now(posting)
        for n in range(1, 33):
            await posting.signed("stripe", event(n, "charge.failed", at, f"cus_{n}0"))
        posting.door.clock.advance(timedelta(seconds=61))

        other = open_store(database_url, clock.now)
        await other.start()
        for _ in range(2):
            both = [one.write(respond_due, bot.deps.desk) for one in (bot.store, other)]
            assert await asyncio.gather(*both) == [8, 8]
        await other.stop()
        await posting.door.settle()

        assert len(posting.door.cards()) == 10
        assert len(posting.door.person("ada").sees("C0ALERTS")) == 1


async def test_low_trust_only_holds(desk: Listening) -> None:
    config = ACT.replace(
        "{source: stripe, type: [invoice.payment_failed, charge.failed]}", "{source: posthog}"
    )
    alert = {
        "event": {
            "uuid": "1",
            "event": "$insight_alert_firing",
            "properties": {"alert_id": "a", "alert_name": "Errors", "breaches": "7"},
        },
        "groups": {"account": {"key": "acct_42"}},
    }
    async with desk(config) as posting:
        assert await posting.told("posthog", alert) == 200
        await posting.door.later(seconds=61)

        [episode] = await posting.door.bot.store.write(lambda tx: tx.episodes.open_of_customer(1))
        assert (episode.became, posting.door.cards()) == (Became.held, [])
