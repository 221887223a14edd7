"""Bugs in the courier's table: what breaks is put away, and everything else goes on."""

from collections.abc import Mapping
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.delivery.courier import ALERT, Call, Kind
from bot.delivery.metrics import Metrics
from bot.delivery.outbox import WouldLeak
from store.deliveries import Delivery, DeliveryState
from store.transaction import Transaction
from tests.post_office import ACME, ALERTS, TRIAGE, Office, post_text


def wrong_key(_tx: Transaction, delivery: Delivery) -> Call:
    return Call("chat.postMessage", {"text": delivery.payload["txet"]})


def leaking(_tx: Transaction, _delivery: Delivery) -> Call:
    raise WouldLeak("room is internal")


def wrong_sql(tx: Transaction, _delivery: Delivery) -> Call | None:
    tx.connection.exec_driver_sql("SELECT nothing FROM nowhere")
    return None


def not_json(_tx: Transaction, _delivery: Delivery) -> Call:
    return Call("chat.postMessage", {"channel": ACME, "text": "secret", "blocks": [object()]})


def breaks(_tx: Transaction, _delivery: Delivery, _about: object) -> None:
    raise ValueError("their words")


@pytest.mark.parametrize("compose", [wrong_key, leaking, wrong_sql, not_json])
async def test_what_cannot_be_composed_is_dead_and_blocks_nobody(
    office: Office, compose: Any
) -> None:
    office.kinds["poison"] = office.kind(compose)
    await office.queue("before")
    await office.queue("poison", kind="poison")
    await office.queue("after")
    await office.queue("elsewhere", ALERTS)

    await office.until_done(office.courier(attempts=2))

    assert office.texts() == ["before", "after"]
    assert office.texts(ALERTS) == ["elsewhere"]
    assert (await office.delivery("poison")).state is DeliveryState.dead
    assert [(what, key) for what, key, _ in office.alerts][-1] == ("dead", "poison")


async def test_a_kind_nobody_knows_is_dead(office: Office) -> None:
    await office.queue("renamed", kind="renamed")
    await office.queue("hello")

    await office.courier().drain()

    assert office.alerts == [("dead", "renamed", "there is no kind 'renamed'")]
    assert office.texts() == ["hello"]


async def test_an_arrival_that_breaks_takes_none_with_it_that_came_back_together(
    office: Office,
) -> None:
    written: list[str] = []

    def sent(tx: Transaction, delivery: Delivery, about: object) -> None:
        if delivery.key == "broken":
            breaks(tx, delivery, about)
        written.append(delivery.key)

    office.kinds["text"] = Kind(post_text, sent=sent)
    for key, channel in (("hello", TRIAGE), ("broken", ALERTS), ("hi", ACME)):
        await office.queue(key, channel)

    await office.courier().drain()

    assert {"hello", "hi"} == set(written)
    assert [office.texts(channel) for channel in (TRIAGE, ALERTS, ACME)] == [
        ["hello"],
        ["broken"],
        ["hi"],
    ]
    for key in ("hello", "broken", "hi"):
        assert (await office.delivery(key)).state is DeliveryState.delivered
        assert len(await office.attempts(key)) == 1
    assert [(what, key) for what, key, _ in office.alerts] == [("unrecorded", "broken")]


async def test_an_arrival_that_breaks_is_not_sent_again(office: Office) -> None:
    office.kinds["text"] = Kind(post_text, sent=breaks)
    await office.queue("one")
    await office.queue("two")

    await office.until_done(office.courier())

    assert office.texts() == ["one", "two"]
    assert (await office.delivery("one")).state is DeliveryState.delivered
    what, key, why = office.alerts[0]
    assert (what, key) == ("unrecorded", "one")
    assert why.startswith("ValueError in breaks")
    assert "their words" not in why


async def test_an_effect_that_cannot_be_written_is_the_deliverys_fault(office: Office) -> None:
    def twice(tx: Transaction, _delivery: Delivery, _answer: Mapping[str, Any]) -> None:
        tx.deliveries.queue("slack:x", None, key=None)  # type: ignore[arg-type]

    office.kinds["odd"] = Kind(post_text, sent=twice)
    await office.queue("odd", kind="odd")
    await office.queue("hello")

    await office.until_done(office.courier())

    assert office.texts() == ["odd", "hello"]
    assert [what for what, _, _ in office.alerts] == ["unrecorded"]


async def test_a_refusal_that_breaks_leaves_it_dead(office: Office) -> None:
    office.kinds["text"] = Kind(post_text, refused=breaks)
    await office.queue("nowhere", "C0NEW")
    await office.queue("hello")

    await office.until_done(office.courier())

    assert (await office.delivery("nowhere")).error == "chat.postMessage: not_in_channel"
    assert [(what, key) for what, key, _ in office.alerts] == [("unrecorded", "nowhere")]
    assert office.texts() == ["hello"]


async def test_even_an_alert_may_break(office: Office) -> None:
    office.alert = breaks  # type: ignore[assignment, method-assign]
    office.kinds["poison"] = office.kind(wrong_key)
    await office.queue("nowhere", "C0NEW")
    await office.queue("poison", kind="poison")
    await office.queue("hello")

    await office.until_done(office.courier())

    for key in ("nowhere", "poison"):
        assert (await office.delivery(key)).state is DeliveryState.dead
    assert office.texts() == ["hello"]


async def test_a_dead_alert_raises_no_alert(office: Office) -> None:
    office.kinds[ALERT] = office.kind(post_text)
    await office.queue("alert", "C0NEW", kind=ALERT)

    await office.courier().drain()

    assert office.alerts == []
    assert [key for key, _ in office.refused] == ["alert"]


async def test_the_log_knows_delivery_and_thread_but_no_words(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot")
    office.kinds["text"] = Kind(post_text, sent=breaks)
    office.kinds["poison"] = office.kind(not_json)
    await office.queue("one", text="secret")
    await office.queue("two", text="secret", kind="poison")

    await office.until_done(office.courier())

    assert "secret" not in caplog.text
    assert "their words" not in caplog.text
    [dead] = [record for record in caplog.records if "is dead" in record.message]
    assert dead.__dict__["delivery"] == (await office.delivery("two")).id


async def test_an_attempt_counts_once_however_often_it_is_written_down(office: Office) -> None:
    registry = CollectorRegistry()
    courier = office.courier()
    courier.metrics = Metrics(registry)
    office.kinds["unrecorded"] = Kind(post_text, breaks)
    await office.queue("one")
    await office.queue("two", kind="unrecorded")

    await office.until_done(courier)

    assert len(await office.attempts("one") + await office.attempts("two")) == 2
    counted = "bellhop_delivery_attempts_total", {"outcome": "delivered"}
    assert registry.get_sample_value(*counted) == 2
