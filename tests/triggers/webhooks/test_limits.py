"""Limits: who fails too often is not heard, and more than can be done is not taken."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import aiohttp
import pytest

from bot.config.webhooks import SchemeName
from store.inbox import InboxState
from tests.door import words
from tests.fakes import FakeClock
from tests.triggers.webhooks.post import FAILED, WEBHOOKS, Posting, listening
from triggers.webhooks import ledger, receiver
from triggers.webhooks.proxies import client_of
from triggers.webhooks.strangers import REMEMBERED, Strangers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_an_address_that_guesses_is_not_heard_and_costs_nobody_else_anything(
    posting: Posting,
) -> None:
    codes = [(await posting.post("stripe", b"{}"))[0] for _ in range(22)]
    assert codes == [401] * 20 + [429] * 2
    assert await posting.signed("linear", FAILED) == 401  # it is heard where it did not guess

    elsewhere = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
    async with aiohttp.ClientSession(connector=elsewhere) as session:
        sender = Posting(posting.door, session)
        assert [await sender.signed("stripe", FAILED) for _ in range(90)] == [200] * 90

    posting.door.clock.advance(timedelta(seconds=12))
    assert await posting.signed("stripe", FAILED) == 200


@pytest.mark.parametrize(
    ("address", "is_heard"),
    [
        ("192.0.2.1", False),
        ("192.0.2.2", True),
        ("2001:db8::1", False),
        ("2001:db8::ffff", False),  # whoever has an address has the whole /64
        ("2001:db8:0:1::1", True),
        ("fe80::1%eth0", True),
        ("", True),
    ],
)
def test_one_address_is_not_another(address: str, is_heard: bool) -> None:
    strangers = Strangers()
    for _ in range(20):
        strangers.failed("stripe", "192.0.2.1", NOW)
        strangers.failed("stripe", "2001:db8::1", NOW)

    assert (strangers.wait("stripe", address, NOW) == 0) is is_heard


def test_only_so_many_addresses_are_remembered() -> None:
    strangers = Strangers()
    for n in range(REMEMBERED + 1):
        for _ in range(20 if n == 0 else 1):
            strangers.failed("stripe", f"a{n}", NOW)

    assert strangers.wait("stripe", "a0", NOW) == 0


async def test_while_too_much_waits_to_be_tried_again_no_more_is_taken(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_WAITING", 0)
    bot = posting.door.bot
    with monkeypatch.context() as patch:
        patch.setattr("triggers.webhooks.routes.receive", lambda *_: 1 / 0)
        assert await posting.signed("stripe", FAILED) == 200
    for _ in range(2):
        await bot.ledger.carry_over(bot.deps)

    assert await posting.signed("stripe", {**FAILED, "id": "evt_2"}) == 503

    [row] = await posting.rows()
    await bot.inbox.replay(row.id)
    await bot.ledger.carry_over(bot.deps)
    assert await posting.signed("stripe", {**FAILED, "id": "evt_2"}) == 200
    await posting.door.settle()
    told = [words(one) for one in posting.door.person("ada").sees("C0ALERTS")]
    assert ["wait to be tried again" in one for one in told] == [True]


async def test_while_too_many_are_at_work_others_come_again(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "MOST_AT_WORK", 0)

    assert await posting.signed("stripe", FAILED) == 503
    monkeypatch.undo()


async def test_events_of_test_mode_and_thin_ones_say_why_they_are_ignored(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    trying = "webhooks:\n  trying: {source: stripe, secret_env: STRIPE, test_mode: true}"
    config = WEBHOOKS.replace("webhooks:", trying)
    test = {**FAILED, "livemode": False}
    thin = {"id": "evt_3", "object": "v2.core.event", "type": "v1.charge.failed", "livemode": True}
    async with listening(database_url, clock, monkeypatch, config) as posting:
        for webhook, event in (("stripe", test), ("stripe", thin), ("trying", test)):
            assert await posting.signed(webhook, event) == 200

        states = [(row.state, row.outcome.partition(":")[0]) for row in await posting.rows()]
        assert states == [
            (InboxState.ignored, "an event of Stripe's test mode"),
            (InboxState.ignored, "a thin event, which does not say what happened"),
            (InboxState.done, "invoice.payment_failed (firing), about acme"),
        ]


@pytest.mark.parametrize(
    ("address", "said", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # who is no proxy of ours is not believed
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # the first anybody may write
        ("10.0.0.1", "192.0.2.66, nonsense", "nonsense"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("unix", "198.51.100.1", "unix"),
    ],
)
def test_behind_proxies_that_we_trust_it_is_whom_they_say(
    address: str, said: str, client: str
) -> None:
    assert client_of(address, said, [ip_network("10.0.0.0/8"), ip_network("::1")]) == client


async def test_who_fails_behind_a_proxy_is_not_everybody_behind_it(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELLHOP_TRUSTED_PROXIES", "127.0.0.0/8, ::1")
    async with listening(database_url, clock, monkeypatch) as posting:
        strange = {"X-Forwarded-For": "198.51.100.1"}
        answers = [await posting.post("stripe", b"{}", strange) for _ in range(21)]
        ours = {"X-Forwarded-For": "203.0.113.9"}
        taken = await posting.signed("stripe", FAILED, "STRIPE", SchemeName.stripe, **ours)

        assert (answers[-1][0], taken) == (429, 200)
