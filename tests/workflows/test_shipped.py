"""The shipped workflows, as customers and agents meet them: the demo's desk and its real services."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.views import ids
from store.threads import Priority, Severity, Status
from tests.door import words
from tests.fakes import FakeClock
from tests.workflows.shipped import Shipped, desk

GLOBEX = "C0GLOBEX"


@pytest.fixture
async def shipped(
    sqlite_template: Path, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Shipped]:
    shutil.copy(sqlite_template, tmp_path / "bellhop.db")
    async with desk(f"sqlite+aiosqlite:///{tmp_path}/bellhop.db", clock) as shipped:
        yield shipped


async def test_a_forgotten_password(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "Hi, I forgot my pasword")
    await shipped.presses("carol", "Yes", asked)

    sent, _, glad = await shipped.answers(asked)
    assert "Hi Carol, we have sent a link to choose a new password to carol@acme.example" in sent
    assert glad.startswith("Good to hear")
    assert (await shipped.door.thread()).status is Status.resolved
    assert await shipped.labels() == ["password"]


async def test_a_flagged_account_is_for_people(shipped: Shipped) -> None:
    asked = await shipped.door.asks("dave", "please reset my password", channel=GLOBEX)

    thread = await shipped.door.thread()
    assert await shipped.answers(asked, GLOBEX) == []
    assert thread.priority is Priority.high
    assert any("Signed in from two continents" in line for line in await shipped.door.room())


async def test_nobody_says_whether_the_link_worked(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "I can't log in")
    await shipped.door.later(hours=25)
    await shipped.door.later(hours=25)

    assert [line.partition("\n")[0] for line in (await shipped.answers(asked))[1:]] == [
        "Did it work?",
        "A reminder: we need your answer to go on.",
        "We take it that you are in again, and close this. "
        "Should it not be so, write here, and it is open again.",
    ]
    assert (await shipped.door.thread()).status is Status.resolved


async def test_an_order_is_found_by_its_number(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "where is my order 5002?")

    [answer] = await shipped.answers(asked)
    assert answer.startswith("Hi Carol, ORD-5002 is on its way with Parcels")
    assert "https://parcels.example.com/ORD-5002" in answer
    assert await shipped.field("order") == "ORD-5002"


async def test_a_lost_order_is_for_people(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "Where is my parcel?")
    await shipped.door.asks("carol", "ORD-5004", thread_ts=asked)

    answers = await shipped.answers(asked)
    assert "Which order" in answers[0]
    assert "we are sorry" in answers[-1]
    assert (await shipped.runs())[0] == ("order-status", "handed_over")


async def test_an_expired_card(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "Why did our payment fail?")

    [answer] = await shipped.answers(asked)
    assert "expired in 2025-10, so invoice AC-1107 of 2400 EUR could not be paid" in answer
    assert "https://pay.example.com/card/cus_acme-1" in answer
    assert (await shipped.door.thread()).status is Status.waiting_on_customer


async def test_a_failed_payment_is_tried_again(shipped: Shipped) -> None:
    asked = await shipped.door.asks("dave", "The last payement was declined", channel=GLOBEX)

    [answer] = await shipped.answers(asked, GLOBEX)
    assert "the invoice is paid" in answer


async def test_billing_is_down(shipped: Shipped) -> None:
    await shipped.fault("/billing/*", status=503, times=9)
    asked = await shipped.door.asks("carol", "Why did our payment fail?")
    await shipped.door.later(seconds=30)
    await shipped.door.later(seconds=30)

    assert await shipped.answers(asked) == []
    assert await shipped.runs() == [("billing-inquiry", "handed_over")]
    assert any("it answered 503" in line for line in await shipped.door.room())


async def test_an_incident_is_acknowledged_and_told_of_when_it_is_over(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "we get 502s from your API")

    thread = await shipped.door.thread()
    assert (thread.status, thread.severity) == (Status.waiting_on_engineering, Severity.SEV2)
    assert await shipped.field("incident") == "inc-102"
    assert await shipped.labels() == ["api", "incident"]

    await shipped.posts("/status/incidents/inc-102/resolve")
    await shipped.door.later(minutes=6)

    acknowledged, over = await shipped.answers(asked)
    assert "https://status.example.com/incidents/inc-102" in acknowledged
    assert over.startswith("It is over")


async def test_a_reached_rate_limit_is_explained(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "We get 429 all the time")

    [answer] = await shipped.answers(asked)
    assert "the standard tier takes 60 requests a minute" in answer
    assert await shipped.labels() == ["api", "rate-limit"]


async def test_errors_that_nothing_explains_are_for_engineers(shipped: Shipped) -> None:
    await shipped.door.asks("dave", "The API is broken for us", channel=GLOBEX)

    [note] = [line for line in await shipped.door.room() if "needs a human" in line]
    assert "<@U0OLGA>" in note
    assert "no incident in us, and no limit reached" in note


async def test_a_documented_answer(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "how do I rotate an API key?")
    await shipped.presses("carol", "No", asked)

    answer, _, sorry = await shipped.answers(asked)
    assert "https://docs.example.com/api-keys/rotate" in answer
    assert "One of us takes a look" in sorry
    assert await shipped.runs() == [("how-to", "handed_over")]


async def test_a_question_without_a_documented_answer(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "how do I bake bread?")

    assert await shipped.answers(asked) == []
    assert any("ambiguous intent" in line for line in await shipped.door.room())


async def test_what_is_urgent_has_somebody_at_once_and_its_answer_too(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "URGENT: your API returns 500s")

    thread = await shipped.door.thread()
    assert thread.priority is Priority.urgent
    assert thread.assignee_id is not None
    [acknowledged] = await shipped.answers(asked)
    assert "we are working on it" in acknowledged
    assert sorted(await shipped.runs()) == [
        ("api-errors", "waiting"),
        ("urgent-first-response", "waiting"),
    ]


async def test_one_message_gets_one_answer(shipped: Shipped) -> None:
    both = "How do I reset my password, and where is order 5002?"
    asked = await shipped.door.asks("carol", both)

    assert [name for name, _ in await shipped.runs()] == ["password-reset"]
    assert not any("ORD-5002" in answer for answer in await shipped.answers(asked))


async def test_a_thread_goes_stale(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "Could the dashboard be blue?")
    await shipped.door.asks("ada", "Which blue would you like?", thread_ts=asked)
    assert (await shipped.door.thread()).status is Status.waiting_on_customer

    await shipped.door.later(hours=71)
    assert len(await shipped.answers(asked)) == 1
    await shipped.door.later(hours=2)
    nudge = (await shipped.answers(asked))[-1]
    assert "is this still open for you?" in nudge
    await shipped.door.later(hours=97)

    assert (await shipped.answers(asked))[-1].startswith("We close this now")
    assert (await shipped.door.thread()).status is Status.resolved


async def test_a_stale_thread_comes_back(shipped: Shipped) -> None:
    asked = await shipped.door.asks("carol", "Could the dashboard be blue?")
    await shipped.door.asks("ada", "Which blue would you like?", thread_ts=asked)
    await shipped.door.later(hours=73)
    await shipped.door.asks("carol", "A dark one", thread_ts=asked)
    await shipped.door.later(hours=97)

    assert not any("We close this" in answer for answer in await shipped.answers(asked))
    assert (await shipped.door.thread()).status is Status.open


async def test_what_we_left_lying(shipped: Shipped) -> None:
    await shipped.door.asks("carol", "Could the dashboard be blue?")
    await shipped.door.clicks("ada", ids.CLAIM)
    await shipped.door.later(hours=50)

    ada = shipped.door.person("ada")
    assert any("Acme has waited 2 days for an answer" in words(one) for one in ada.sees(ada.app_dm))
    assert any("ada was reminded" in line for line in await shipped.door.room())
    assert ("stale-threads", "done") in await shipped.runs()


async def test_whoever_has_what_is_urgent_is_reminded_before_it_is_late(shipped: Shipped) -> None:
    await shipped.door.asks("carol", "URGENT: production is down")
    lea, ada = shipped.door.person("lea"), shipped.door.person("ada")
    await shipped.door.later(minutes=13)

    [told] = lea.sees(lea.app_dm)
    assert "Urgent, SEV1: Acme writes “URGENT: production is down”. It is with ada" in words(told)
    assert any("The first answer in T-1001 is due in" in words(one) for one in ada.sees(ada.app_dm))
