"""`check:`: a service is asked whether it still is so, just before anything is said or done."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.config.load import parse
from bot.views import ids
from store.threads import Status
from tests.door import TRIAGE, words
from tests.triggers.webhooks.failing import ACT, REACH, Listening, failing, said_to
from tests.triggers.webhooks.post import Posting

CHECK = """
    check:
      service: billing
      path: invoices/{{facts.invoice}}?of={{external.stripe}}
      still: {{status: [open, failed]}}
services: {{billing: {{url: "{url}", private: true}}}}
"""


def test_the_four_rules_of_the_example_are_right_once_their_hashes_are_gone() -> None:
    text = Path("bellhop.example.yml").read_text("utf-8")
    head, _, rules = text.partition("\nwebhooks:\n")
    config = parse(
        f"{head}\nwebhooks:\n{re.sub(r'^  # ', '  ', rules, flags=re.MULTILINE)}".encode()
    )

    assert [*config.triggers] == [
        "payment-failed",
        "error-rate",
        "onboarding-at-risk",
        "gone-quiet",
    ]


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


async def send(posting: Posting) -> None:
    """Ada presses Send under the draft."""
    ada = posting.door.person("ada")
    [draft] = [
        message
        for message in ada.sees(TRIAGE, await posting.door.card_ts())
        if "A draft." in words(message)
    ]
    await ada.clicks(TRIAGE, draft["ts"], ids.DRAFT_SEND)
    await posting.door.settle()


async def test_what_is_paid_meanwhile_is_nobodys_business(
    desk: Listening, billing: Billing
) -> None:
    billing.answer = {"status": "paid"}
    async with desk(checked(ACT, billing)) as posting:
        await failing(posting)

        assert posting.door.cards() == []
        assert billing.asked == ["/invoices/in_2?of=cus_1"]
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
