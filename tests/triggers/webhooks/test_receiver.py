"""The receiver: what is taken, once; what is refused, and how; and our own trouble."""

import asyncio
import gzip
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.config.webhooks import SchemeName
from store.inbox import InboxState
from tests.databases import only_sqlite
from tests.triggers.webhooks.post import FAILED, SECRETS, SHARED, Posting
from triggers.webhooks import receiver
from triggers.webhooks.scheme import SCHEMES
from triggers.webhooks.verify import Request, Secret, sign

STRIPE = SCHEMES[SchemeName.stripe]


def figure(posting: Posting, webhook: str, result: str) -> float:
    labels = {"webhook": webhook, "result": result}
    return posting.door.bot.registry.get_sample_value("bellhop_webhooks_total", labels) or 0


async def test_what_is_signed_is_kept_as_it_came_and_received(posting: Posting) -> None:
    assert await posting.signed("stripe", FAILED) == 200

    [row] = await posting.rows()
    assert (row.source, row.kind, row.key) == ("webhook:stripe", "invoice.payment_failed", "evt_1")
    assert (row.body, row.state) == (json.dumps(FAILED), InboxState.done)
    [told] = await posting.received()
    assert (told["customer"], told["trust"], told["state"]) == ("acme", "high", "firing")
    assert figure(posting, "stripe", "accepted") == 1


async def test_the_same_delivery_counts_once_however_often_and_at_once(posting: Posting) -> None:
    codes = await asyncio.gather(*(posting.signed("stripe", FAILED) for _ in range(8)))
    posting.door.clock.advance(timedelta(hours=5))

    assert codes == [200] * 8
    assert await posting.signed("stripe", FAILED) == 200  # signed anew, five hours later
    assert len(await posting.received()) == len(await posting.rows()) == 1
    assert figure(posting, "stripe", "duplicate") == 8


async def test_what_we_do_not_know_is_kept_and_ignored(posting: Posting) -> None:
    assert await posting.signed("stripe", {"id": "evt_2", "type": "price.created"}) == 200

    [row] = await posting.rows()
    assert row.state is InboxState.ignored
    assert await posting.received() == []


@only_sqlite
async def test_an_old_request_and_one_of_the_future_are_refused(posting: Posting) -> None:
    secret, body = Secret(SECRETS["STRIPE"].encode()), json.dumps(FAILED).encode()
    now = posting.door.clock.now()
    codes = {}
    for seconds in (-301, -300, 300, 301):
        shown = sign(STRIPE, secret, Request({}, body), now + timedelta(seconds=seconds))
        codes[seconds] = (await posting.post("stripe", body, shown))[0]

    assert codes == {-301: 401, -300: 200, 300: 200, 301: 401}
    assert len(await posting.rows()) == 1


async def test_both_secrets_count_until_the_end_of_the_old_one(posting: Posting) -> None:
    assert await posting.signed("stripe", FAILED, "STRIPE_OLD") == 200
    assert await posting.signed("stripe", FAILED, "STRIPE") == 200
    used = posting.door.bot.registry.get_sample_value(
        "bellhop_webhook_secrets_total", {"webhook": "stripe", "variable": "STRIPE_OLD"}
    )
    assert used == 1

    posting.door.clock.advance(timedelta(days=1))
    assert await posting.signed("stripe", FAILED, "STRIPE_OLD") == 401
    assert await posting.signed("stripe", FAILED, "STRIPE") == 200


@only_sqlite
@pytest.mark.parametrize(
    "headers",
    [{}, {"Stripe-Signature": "t=1,v1=00"}, {"Stripe-Signature": "v1=é"}],
)
async def test_a_bad_signature_is_told_nothing_and_leaves_nothing(
    posting: Posting, headers: dict[str, str]
) -> None:
    status, text, _ = await posting.post("stripe", b"not even JSON", headers)

    assert (status, text) == (401, "The signature is not good.")
    assert await posting.rows() == []
    assert figure(posting, "stripe", "bad_signature") == 1


@only_sqlite
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"\xff{}",
        b'{"id": NaN}',
        b'{"id": 1e999}',
        b'{"id": 1, "id": 2}',
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"[" * 100_000,
    ],
)
async def test_a_malformed_body_is_refused_clearly(posting: Posting, body: bytes) -> None:
    shown = sign(
        STRIPE, Secret(SECRETS["STRIPE"].encode()), Request({}, body), posting.door.clock.now()
    )
    status, text, _ = await posting.post("stripe", body, shown)

    assert status == 400
    assert text.startswith("The body ")
    assert figure(posting, "stripe", "malformed") == 1
    assert await posting.rows() == []


async def test_what_no_database_can_keep_is_left_out(posting: Posting) -> None:
    failed: Any = json.loads(json.dumps(FAILED))
    failed["data"]["object"]["customer_name"] = "Ac\0me \ud800"

    assert await posting.signed("stripe", failed) == 200

    [told] = await posting.received()
    assert told["title"] == "A payment failed: Acme ?"


@only_sqlite
async def test_what_is_too_large_is_not_read(posting: Posting) -> None:
    async def slowly() -> Any:
        for _ in range(40):
            yield b"x" * 1024

    url = f"{posting.door.bot.url}/webhooks/small"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=b"x" * 65) as answer:
            assert answer.status == 413
        async with session.post(url, data=slowly()) as answer:
            assert answer.status == 413


async def test_who_asks_too_often_is_told_when_to_come_again(posting: Posting) -> None:
    tiny = b'{"id": "evt_1", "type": "price.created"}'
    shown = sign(
        STRIPE, Secret(SECRETS["STRIPE"].encode()), Request({}, tiny), posting.door.clock.now()
    )
    codes = [await posting.post("small", tiny, shown) for _ in range(3)]

    assert [code for code, *_ in codes] == [200, 200, 429]
    assert codes[-1][2]["Retry-After"] == "1"
    posting.door.clock.advance(timedelta(seconds=1))
    assert (await posting.post("small", tiny, shown))[0] == 200


@only_sqlite
async def test_only_those_that_bellhop_yml_names_are_there(posting: Posting) -> None:
    assert (await posting.post("github", b"{}"))[0] == 404
    assert (await posting.post("stripe/secret", b"{}"))[0] == 404
    url = f"{posting.door.bot.url}/webhooks/stripe"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 405


@only_sqlite
async def test_what_is_compressed_is_refused(posting: Posting) -> None:
    body = gzip.compress(b" " * 1_000_000)

    assert (await posting.post("stripe", body, {"Content-Encoding": "gzip"}))[0] == 415


async def test_a_shared_secret_may_stand_in_a_header_or_in_the_address(posting: Posting) -> None:
    event = {"event": {"uuid": "1", "event": "signed_up", "properties": {}}}

    assert await posting.told("posthog", event) == 200
    assert (await posting.post("posthog", b"{}", {"X-Bellhop-Secret": "wrong"}))[0] == 401
    assert (await posting.post(f"statuspage/{SHARED}", b'{"page": {}}'))[0] == 200
    assert (await posting.post("statuspage/wrong", b'{"page": {}}'))[0] == 401
    assert (await posting.post("statuspage", b"{}"))[0] == 404


async def test_our_own_trouble_is_never_the_senders(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(posting.door.bot.store, "write", gone)
    body = json.dumps(FAILED).encode()
    shown = sign(
        STRIPE, Secret(SECRETS["STRIPE"].encode()), Request({}, body), posting.door.clock.now()
    )
    status, _, headers = await posting.post("stripe", body, shown)
    assert (status, headers["Retry-After"]) == (503, "30")
    assert figure(posting, "stripe", "unavailable") == 1
    monkeypatch.undo()

    assert (await posting.post("stripe", body, shown))[0] == 200  # the same, sent once more
    assert len(await posting.received()) == 1


async def test_who_never_finishes_is_asked_to_come_again(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "PATIENCE", 0.01)
    stop = asyncio.Event()

    async def halting() -> Any:
        yield b"{"
        await stop.wait()

    url = f"{posting.door.bot.url}/webhooks/stripe"
    async with aiohttp.ClientSession() as session, session.post(url, data=halting()) as answer:
        assert answer.status == 503
        stop.set()


@only_sqlite
async def test_who_hangs_up_is_counted_and_no_fault_of_ours(
    posting: Posting, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = posting.door.bot.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await posting.signed("stripe", FAILED) == 200  # who comes after them is heard

    assert figure(posting, "stripe", "cut_off") == 1
    assert caplog.records == []


async def test_a_bug_of_ours_keeps_it_to_be_replayed(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = lambda *_: 1 / 0
    with monkeypatch.context() as patch:
        patch.setattr("triggers.webhooks.routes.receive", broken)
        assert await posting.signed("stripe", FAILED) == 200
    [row] = await posting.rows()
    assert (row.state, row.outcome) == (InboxState.failed, "ZeroDivisionError: division by zero")

    after = await posting.door.bot.inbox.replay(row.id)

    assert after.state is InboxState.done
    assert len(await posting.received()) == 1
