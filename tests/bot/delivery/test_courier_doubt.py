"""Answers that get lost: what may have arrived is looked up before it is sent again."""

from datetime import timedelta

import pytest

from bot.delivery.courier import Call
from bot.delivery.ways import slack
from playground import Fault
from store.deliveries import DeliveryState, Outcome
from tests.fakes import FakeClock
from tests.post_office import ACME, ALERTS, TRIAGE, Office

POST = "chat.postMessage"


def methods(office: Office) -> list[str]:
    return [call.method for call in office.slack.calls]


async def outcomes(office: Office, key: str) -> list[Outcome]:
    return [attempt.outcome for attempt in await office.attempts(key)]


async def test_a_lost_answer_is_looked_up_and_not_repeated(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert office.texts() == ["hello"]
    assert methods(office) == [POST, "conversations.history"]
    assert await outcomes(office, "hello") == [Outcome.unreachable, Outcome.found]
    [(_, answer)] = office.sent
    delivery = await office.delivery("hello")
    assert (answer["ok"], answer["channel"], answer["ts"]) == (True, TRIAGE, delivery.result_ts)
    assert answer["message"]["text"] == "hello"


async def test_a_lost_answer_in_a_thread_is_looked_up_there(office: Office) -> None:
    root = await office.slack.person("carol").says(ACME, "It broke")
    await office.queue("root", ALERTS)
    office.slack.fails(POST, Fault.lost(), where={"channel": ACME})
    await office.queue("answer", ACME, payload={"thread_ts": root})

    await office.until_done(office.courier())

    thread = office.slack.person("ada").sees(ACME, root)
    assert [message["text"] for message in thread] == ["It broke", "answer"]
    assert "conversations.replies" in methods(office)


@pytest.mark.parametrize("scope", [None, "im:history", "im:write"])
async def test_a_direct_message_is_looked_up_where_we_may_read_it(
    office: Office, scope: str | None
) -> None:
    office.slack.scopes.discard(scope or "")
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello", "U0ADA")

    await office.until_done(office.courier())

    ada = office.slack.person("ada")
    times = 1 if scope is None else 2  # twice is better than not at all
    assert [message["text"] for message in ada.sees(ada.app_dm)] == ["hello"] * times
    assert (await office.delivery("hello")).state is DeliveryState.delivered


async def test_it_is_found_behind_pages_of_talk(
    office: Office, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack, "PAGE", 2)
    office.slack.fails(POST, Fault.lost())
    await office.queue("hello")
    courier = office.courier()
    await courier.drain()
    for number in range(5):
        await office.slack.person("ada").says(TRIAGE, f"talk {number}")

    await office.until_done(courier)

    assert methods(office) == [POST, *["conversations.history"] * 3]
    assert office.texts().count("hello") == 1


async def test_what_never_arrived_is_sent_again(office: Office) -> None:
    office.slack.fails(POST, Fault.reset())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert methods(office) == [POST, "conversations.history", POST]
    assert office.texts() == ["hello"]


async def test_doubt_outlasts_a_look_up_that_fails(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    office.slack.fails("conversations.history", Fault.error("service_unavailable"))
    office.slack.fails("conversations.history", Fault.ratelimited(30))
    office.slack.fails("conversations.history", Fault.reset())
    await office.queue("hello")

    await office.until_done(office.courier())

    assert office.texts() == ["hello"]
    assert methods(office) == [POST, *["conversations.history"] * 4]


async def test_doubt_that_cannot_be_looked_up_is_told_to_a_person(office: Office) -> None:
    office.slack.fails(POST, Fault.lost())
    office.slack.fails("conversations.history", Fault.error("missing_scope"))
    await office.queue("hello")

    await office.until_done(office.courier())

    why = "conversations.history: missing_scope; it may have arrived"
    assert office.alerts == [("dead", "hello", why)]


async def test_a_replay_of_what_may_have_arrived_looks_first(
    office: Office, clock: FakeClock
) -> None:
    office.slack.fails(POST, Fault.lost())
    office.slack.fails("conversations.history", Fault.status(500))
    await office.queue("hello")
    courier = office.courier(attempts=1)
    await courier.drain()
    clock.advance(timedelta(days=1))
    await courier.drain()
    [(_, _, why)] = office.alerts
    assert why.endswith("given up after 2 attempts; it may have arrived")
    id_ = (await office.delivery("hello")).id

    await office.store.write(lambda tx: tx.deliveries.revive(id_))
    await office.until_done(courier)

    assert office.texts() == ["hello"]
    assert (await office.delivery("hello")).state is DeliveryState.delivered


async def test_a_replay_of_what_was_refused_is_sent(office: Office) -> None:
    await office.queue("hello", "C0NEW")
    courier = office.courier()
    await courier.drain()
    await office.slack.person("ada").invites_app("C0NEW")
    id_ = (await office.delivery("hello")).id

    await office.store.write(lambda tx: tx.deliveries.revive(id_))
    await office.until_done(courier)

    assert office.texts("C0NEW")[-1] == "hello"


async def test_other_methods_are_simply_repeated(office: Office) -> None:
    view = {"type": "home", "blocks": []}
    publish = lambda _tx, _delivery: Call("views.publish", {"user_id": "U0ADA", "view": view})
    office.kinds["home"] = office.kind(publish)
    office.slack.fails("views.publish", Fault.lost())
    await office.queue("home", kind="home")

    await office.until_done(office.courier())

    assert methods(office) == ["views.publish"] * 2
