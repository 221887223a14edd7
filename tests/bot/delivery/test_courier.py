"""The courier: order, limits, and what it does about every way to fail."""

import itertools
from datetime import timedelta

import pytest

from bot.delivery.courier import LANES, Call, Kind
from bot.delivery.turn import IN_A_ROW
from playground import Fault
from store.deliveries import Delivery, DeliveryState, Outcome, Urgency
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.post_office import ACME, ALERTS, TRIAGE, Office

POST = "chat.postMessage"


async def test_a_channel_gets_its_messages_in_order_one_a_second(office: Office) -> None:
    texts = [f"message {number}" for number in range(5)]
    for text in texts:
        await office.queue(text)

    await office.until_done(office.courier())

    assert office.texts() == texts
    times = [call.at for call in office.slack.calls]
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(times))


async def test_what_arrived_is_told_with_slacks_answer(office: Office) -> None:
    await office.queue("hello")

    assert await office.courier().drain() == 1

    [(key, answer)] = office.sent
    delivery = await office.delivery("hello")
    assert (key, answer["ts"]) == ("hello", delivery.result_ts)
    assert (delivery.state, delivery.due_at) == (DeliveryState.delivered, None)
    assert [one.outcome for one in await office.attempts("hello")] == [Outcome.delivered]
    assert await office.courier().drain() == 0


async def test_a_failing_head_holds_its_lane_and_no_other(office: Office) -> None:
    office.slack.fails(POST, Fault.error("service_unavailable"), where={"channel": TRIAGE})
    await office.queue("first")
    await office.queue("second")
    await office.queue("elsewhere", ALERTS)
    courier = office.courier()

    assert await courier.drain() == 1
    assert (office.texts(), office.texts(ALERTS)) == ([], ["elsewhere"])

    await office.until_done(courier)
    assert office.texts() == ["first", "second"]


async def test_each_wait_is_twice_as_long(office: Office, clock: FakeClock) -> None:
    office.slack.fails(POST, Fault.error("service_unavailable"), times=11)
    await office.queue("hello")
    start = clock.now().timestamp()

    await office.until_done(office.courier(), seconds=3600)

    times = [call.at - start for call in office.slack.calls]
    waits = [round(later - earlier) for earlier, later in itertools.pairwise(times)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert office.texts() == ["hello"]


async def test_after_the_last_attempt_it_is_dead_and_reported(
    office: Office, clock: FakeClock
) -> None:
    office.slack.fails(POST, Fault.error("service_unavailable"), times=3, where={"channel": TRIAGE})
    await office.queue("first")
    await office.queue("second")
    courier = office.courier(attempts=3)
    for seconds in (1, 2, 60):
        await courier.drain()
        await office.queue(f"others get through {seconds}", ALERTS)
        await courier.drain()
        clock.advance(seconds=seconds)
    await office.until_done(courier)

    why = f"{POST}: service_unavailable; given up after 3 attempts"
    assert office.refused == [("first", why)]
    assert office.alerts == [("dead", "first", why)]
    assert office.texts() == ["second"]
    dead = await office.delivery("first")
    assert (dead.state, dead.error) == (DeliveryState.dead, why)
    outcomes = [one.outcome for one in await office.attempts("first")]
    assert outcomes == [Outcome.unreachable] * 3


async def test_a_refusal_is_final(office: Office) -> None:
    await office.queue("nowhere", "C0NEW")
    await office.queue("hello")

    await office.until_done(office.courier())

    why = f"{POST}: not_in_channel"
    assert (office.refused, office.alerts) == ([("nowhere", why)], [("dead", "nowhere", why)])
    assert len(office.called()) == 2


async def test_a_429_holds_the_method_and_counts_no_attempt(
    office: Office, clock: FakeClock
) -> None:
    def update(_tx: Transaction, delivery: Delivery) -> Call:
        return Call("chat.delete", {"channel": ALERTS, "ts": delivery.payload["ts"]})

    office.kinds["delete"] = office.kind(update)
    await office.queue("old", ALERTS)
    courier = office.courier()
    await courier.drain()
    office.slack.fails(POST, Fault.ratelimited(30), where={"channel": TRIAGE})
    await office.queue("hello")
    await courier.drain()
    await office.queue("elsewhere", ACME)
    ts = office.sent[0][1]["ts"]
    await office.queue("delete", ALERTS, kind="delete", payload={"ts": ts})
    await courier.drain()

    assert office.limited == [POST]
    assert (await office.delivery("hello")).attempts == 0
    assert (office.texts(), office.texts(ALERTS), office.texts(ACME)) == ([], [], [])

    clock.advance(seconds=29)
    assert await courier.drain() == 0
    clock.advance(seconds=1)
    await office.until_done(courier)
    assert (office.texts(), office.texts(ACME)) == (["hello"], ["elsewhere"])


async def test_waiting_for_429s_never_kills_a_delivery(office: Office) -> None:
    office.slack.fails(POST, Fault.ratelimited(60), times=5)
    await office.queue("hello")

    await office.until_done(office.courier(attempts=1))

    assert office.texts() == ["hello"]


async def test_slacks_own_limits_are_never_met(office: Office) -> None:
    office.slack.limits = True
    for number in range(12):
        for channel in (TRIAGE, ALERTS, "C0BILL", ACME):
            await office.queue(f"{channel} {number}", channel)

    await office.until_done(office.courier("one"), office.courier("two"))

    assert {call.status for call in office.slack.calls} == {200}
    for channel in (TRIAGE, ALERTS, "C0BILL", ACME):
        assert office.texts(channel) == [f"{channel} {number}" for number in range(12)]


async def test_a_void_token_stops_all_lanes_and_burns_no_attempt(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.revoke_token()
    await office.queue("one")
    await office.queue("two", ALERTS)
    courier = office.courier()
    await courier.drain()
    await courier.probe()
    await office.queue("three", ACME)
    await office.until_done(courier)

    assert [(await office.delivery(key)).attempts for key in ("one", "two", "three")] == [0, 0, 0]
    assert office.alerts == [("stopped", office.alerts[0][1], f"{POST}: token_revoked")]
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert len(office.called()) == 3

    office.slack.restore_token()
    caplog.set_level("INFO")
    await courier.probe()
    await office.until_done(courier)
    assert (office.texts(), office.texts(ALERTS), office.texts(ACME)) == (
        ["one"],
        ["two"],
        ["three"],
    )
    assert "3 lanes with something to send go on" in caplog.text


async def test_what_became_of_a_shared_channel_never_gets_internal_words(office: Office) -> None:
    await office.queue("our words", "C0BILL")
    await office.store.write(lambda tx: tx.channels.ask("C0BILL"))
    await office.queue("hello")

    await office.courier().drain()

    why = "it is internal, and customers are in C0BILL by now"
    assert office.alerts == [("dead", "our words", why)]
    assert [args["channel"] for args in office.called()] == [TRIAGE]


async def test_internal_words_cannot_be_composed_into_a_customers_channel(office: Office) -> None:
    await office.store.write(lambda tx: tx.channels.ask(ACME))
    astray = lambda _tx, delivery: Call(POST, {"channel": ACME, "text": delivery.payload["text"]})
    office.kinds["astray"] = office.kind(astray)
    await office.queue("our words", kind="astray")

    await office.courier().drain()

    assert office.called() == []
    assert (await office.delivery("our words")).state is DeliveryState.dead


async def test_nothing_to_send_any_more_is_no_call(office: Office) -> None:
    office.kinds["gone"] = office.kind(lambda _tx, _delivery: None)
    await office.queue("gone", kind="gone")
    await office.queue("hello")

    await office.courier().drain()

    assert office.texts() == ["hello"]
    gone = await office.delivery("gone")
    assert (gone.state, gone.attempts) == (DeliveryState.delivered, 0)
    assert await office.attempts("gone") == []


async def test_the_most_urgent_lane_goes_first(office: Office) -> None:
    for number in range(LANES):
        await office.queue(f"{number}", "C0NEW", lane=f"slack:lane {number}")
    await office.queue("reply", ACME, urgency=Urgency.person)
    await office.queue("page", ALERTS, lane="page:1", urgency=Urgency.page)

    await office.courier().drain()

    assert {call.args["text"] for call in office.slack.calls[:LANES]} >= {"page", "reply"}


async def test_a_long_lane_lets_others_have_their_turn(office: Office, clock: FakeClock) -> None:
    profile = lambda _tx, delivery: Call("users.info", {"user": "U0ADA", "key": delivery.key})
    office.kinds["profile"] = office.kind(profile)
    for number in range(IN_A_ROW + 5):
        await office.queue(f"{number}", kind="profile")
    clock.advance(seconds=1)
    await office.queue("other", ALERTS, kind="profile", lane="slack:other")
    courier = office.courier()

    await office.until_done(courier)

    keys = [args["key"] for args in office.called("users.info")]
    assert [key for key in keys if key != "other"] == [f"{n}" for n in range(IN_A_ROW + 5)]


async def test_a_lane_whose_wake_up_was_lost_is_found(office: Office) -> None:
    await office.queue("hello")
    await office.store.write(
        lambda tx: tx.connection.exec_driver_sql("UPDATE lanes SET due_at = NULL")
    )

    assert await office.courier().drain() == 1


async def test_more_than_one_waits_while_another_like_it_is_sent(office: Office) -> None:
    """A change that comes while its card is on the way is not swallowed by that card."""

    def later(tx: Transaction, delivery: Delivery) -> Call:
        return Call(POST, {"channel": TRIAGE, "text": delivery.key})

    office.kinds["card"] = Kind(later)
    office.slack.fails(POST, Fault.error("service_unavailable"))
    courier = office.courier()
    await office.queue("card 1", kind="card", coalesce="card")
    await courier.drain()
    await office.queue("card 2", kind="card", coalesce="card")
    await office.queue("card 3", kind="card", coalesce="card")

    await office.until_done(courier)

    assert office.texts() == ["card 1", "card 2"]


async def test_one_that_is_due_later_waits(office: Office, clock: FakeClock) -> None:
    await office.queue("later", due_at=clock.now() + timedelta(minutes=5))
    courier = office.courier()

    assert await courier.drain() == 0
    clock.advance(timedelta(minutes=5))
    assert await courier.drain() == 1
