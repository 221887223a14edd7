"""`check:`: a service is asked whether it still is so, just before anything is said or done."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.views import ids
from store.threads import Status
from tests.door import TRIAGE, words
from tests.triggers.webhooks.failing import ACT, REACH, Listening, failing, said_to
from tests.triggers.webhooks.post import Posting
from tests.triggers.webhooks.using import KNOWN, SWEPT, days

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHECK = """
    check:
      service: billing
      path: invoices/{{facts.invoice}}?of={{external.stripe}}
      still: {{status: [open, failed]}}
services: {{billing: {{url: "{url}", private: true}}}}
"""


class Billing:
    """A billing service, and what it was asked."""

    def __init__(self) -> None:
        self.answer: object = {"status": "open"}
        self.status = 200
        self.asked: list[str] = []
        self.url = ""

    async def invoice(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        return web.json_response(self.answer, status=self.status)


@pytest.fixture
async def billing() -> AsyncIterator[Billing]:
    service = Billing()
    app = web.Application()
    app.router.add_get("/invoices/{id}", service.invoice)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()


def checked(config: str, billing: Billing) -> str:
    return config.rstrip() + CHECK.format(url=billing.url)


async def press(posting: Posting, action_id: str) -> None:
    """Ada presses a button under the draft."""
    ada = posting.door.person("ada")
    [draft] = [
        message
        for message in ada.sees(TRIAGE, await posting.door.card_ts())
        if "A draft." in words(message)
    ]
    await ada.clicks(TRIAGE, draft["ts"], action_id)
    await posting.door.settle()


async def send(posting: Posting) -> None:
    await press(posting, ids.DRAFT_SEND)


async def write(posting: Posting, text: str) -> None:
    """Ada makes something else of the draft, and sends that."""
    await press(posting, ids.DRAFT_EDIT)
    await posting.door.person("ada").submits({ids.TEXT: text})
    await posting.door.settle()


async def test_what_is_paid_meanwhile_is_nobodys_business(
    desk: Listening, billing: Billing
) -> None:
    billing.answer = {"status": "paid"}
    async with desk(checked(ACT, billing)) as posting:
        await failing(posting)

        assert posting.door.cards() == []
        assert billing.asked == ["/invoices/in_2?of=cus_1"]
        [episode] = await posting.door.read(lambda tx: tx.episodes.page(5, None, None))
        assert (episode.became, episode.told["over"][2]) == (None, "billing says status: paid")
        await posting.door.later(hours=1)
        await failing(posting, number=11)
        assert len(billing.asked) == 2


async def test_what_still_is_so_is_said(desk: Listening, billing: Billing) -> None:
    config = REACH.replace("labels", "approve: never\n    labels")
    async with desk(checked(config, billing)) as posting:
        await failing(posting)

        [said] = said_to(posting)
        assert "Invoice in_2 failed." in said


@pytest.mark.parametrize("trouble", [{"status": 503}, {"answer": {"state": "open"}}])
async def test_what_nobody_can_tell_waits_for_a_person(
    desk: Listening, billing: Billing, trouble: dict[str, object]
) -> None:
    vars(billing).update(trouble)
    config = REACH.replace("labels", "approve: never\n    labels")
    async with desk(checked(config, billing)) as posting:
        await failing(posting)

        assert said_to(posting) == []
        assert any("I could not look" in line for line in await posting.door.room())
        assert any("A draft." in line for line in await posting.door.room())


async def test_a_draft_is_sent_only_while_it_is_so(desk: Listening, billing: Billing) -> None:
    async with desk(checked(REACH, billing)) as posting:
        await failing(posting)
        billing.status = 500
        await send(posting)
        assert said_to(posting) == []

        billing.status, billing.answer = 200, {"status": "paid"}
        await send(posting)

        assert said_to(posting) == []
        assert (await posting.door.thread()).status is Status.resolved
        told = "\n".join(await posting.door.room())
        assert "billing says status: paid" in told


async def test_a_draft_that_still_is_so_is_sent(desk: Listening, billing: Billing) -> None:
    async with desk(checked(REACH, billing)) as posting:
        await failing(posting)
        await send(posting)

        [said] = said_to(posting)
        assert "Invoice in_2 failed." in said
        assert "sent the draft" in "\n".join(await posting.door.room())


async def test_what_somebody_made_of_a_draft_is_sent_on_the_same_condition(
    desk: Listening, billing: Billing
) -> None:
    async with desk(checked(REACH, billing)) as posting:
        await failing(posting)
        billing.status = 500
        await write(posting, "Shall we look at invoice in_2 together?")
        assert said_to(posting) == []
        assert "Shall we look at" in "\n".join(await posting.door.room())  # it is not lost

        billing.status = 200
        await send(posting)

        assert said_to(posting) == ["Shall we look at invoice in_2 together?"]
        [card] = posting.door.cards()
        assert "Payment failed: expired card" in words(card)


async def test_what_somebody_made_of_a_draft_is_not_sent_once_it_is_over(
    desk: Listening, billing: Billing
) -> None:
    async with desk(checked(REACH, billing)) as posting:
        await failing(posting)
        billing.answer = {"status": "paid"}
        await write(posting, "Shall we look at invoice in_2 together?")

        assert said_to(posting) == []
        assert (await posting.door.thread()).status is Status.resolved


async def test_a_swept_rule_asks_too(desk: Listening, billing: Billing) -> None:
    billing.answer = {"status": "cancelled"}
    known = KNOWN.replace("account: acct_42", "account: acct_42, stripe: cus_1")
    config = checked(SWEPT, billing).replace("{facts.invoice}?of=", "")
    async with desk(config, known) as posting:
        await days(posting, 30)

        assert posting.door.cards() == []
        assert billing.asked == ["/invoices/cus_1"]
