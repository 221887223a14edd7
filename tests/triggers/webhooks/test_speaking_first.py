"""Speaking first: who may begin to talk with a customer after a signal, and who may not."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.desk.signals.reporting import report_shadow
from bot.desk.threads import BELLHOP, resolve, set_labels
from bot.views import ids
from store.threads import Status
from tests.door import ACME, CONFIG, TRIAGE, words
from tests.triggers.webhooks.failing import (
    ACT,
    REACH,
    Listening,
    event,
    failing,
    now,
    said_to,
)
from tests.triggers.webhooks.post import Posting

WORKFLOW = """
description: Tell the customer
mode: live
on: {trigger.fired: {source: payment-failed}}
steps:
  - id: say
    reply: {text: "Invoice {{ event.body.facts.invoice }} could not be paid."}
"""
NOSY = """
description: Greets wherever a label is put on
mode: live
on: {label.added: {}}
steps:
  - id: say
    reply: {text: "Hello!"}
"""


async def test_a_draft_is_sent_by_a_person_and_answered_in_its_thread(desk: Listening) -> None:
    async with desk(REACH) as posting:
        door = posting.door
        await failing(posting)
        assert said_to(posting) == []
        room = door.person("ada").sees("C0TRIAGE", await door.card_ts())
        draft = next(one for one in room if "A draft" in words(one))
        for _ in range(2):
            await door.person("ada").clicks("C0TRIAGE", draft["ts"], "thread.draft.send")
        await door.settle()

        [sent] = door.person("carol").sees(ACME)
        assert words(sent) == "Hi! Invoice in_2 failed."
        [card] = door.cards()
        assert "Ada Agarwal wrote first" in words(card)
        assert "Payment failed: expired card" in words(card)
        await door.asks("carol", "Thanks, paid", thread_ts=sent["ts"])
        assert len(door.cards()) == 1
        assert "Thanks, paid" in "\n".join(await door.room())


async def test_whoever_presses_at_once_it_is_sent_once(desk: Listening) -> None:
    async with desk(REACH) as posting:
        door = posting.door
        await failing(posting)
        draft = await _draft(posting)
        ada, ben = door.person("ada"), door.person("ben")
        await asyncio.gather(
            ada.clicks(TRIAGE, draft["ts"], ids.DRAFT_SEND),
            ben.clicks(TRIAGE, draft["ts"], ids.DRAFT_SEND),
        )
        await door.settle()

        assert said_to(posting) == ["Hi! Invoice in_2 failed."]


@pytest.mark.parametrize("action", [ids.DRAFT_SEND, ids.DRAFT_EDIT, ids.DRAFT_DISMISS])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_only_agents_decide_about_a_draft(desk: Listening, action: str) -> None:
    async with desk(REACH) as posting:
        door = posting.door
        await failing(posting)
        before = await _draft(posting)
        await door.person("max").clicks(TRIAGE, before["ts"], action)
        await door.settle()

        assert await _draft(posting) == before
        assert (said_to(posting), door.person("max").modal) == ([], None)
        assert (await door.thread()).status is Status.open


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_draft_that_is_dismissed_is_over(desk: Listening) -> None:
    async with desk(REACH) as posting:
        await failing(posting)
        draft = await _draft(posting)
        await posting.door.person("ada").clicks(TRIAGE, draft["ts"], ids.DRAFT_DISMISS)
        await posting.door.settle()

        assert said_to(posting) == []
        assert (await posting.door.thread()).status is Status.resolved
        await failing(posting, number=11)
        assert len(posting.door.cards()) == 1  # nobody wants to be asked again within a week


async def _draft(posting: Posting) -> Any:
    room = posting.door.person("ada").sees(TRIAGE, await posting.door.card_ts())
    return next(one for one in room if "A draft" in words(one))


async def test_a_rule_that_needs_no_approval_writes_first(desk: Listening) -> None:
    async with desk(f"{REACH}    approve: never\n") as posting:
        await failing(posting)

        [sent] = posting.door.person("carol").sees(ACME)
        assert "Invoice in_2 failed" in words(sent)


async def test_nobody_is_written_to_twice_within_a_week(desk: Listening) -> None:
    async with desk(f"{REACH}    approve: never\n") as posting:
        await failing(posting)
        await posting.signed("stripe", event(7, "invoice.paid", now(posting)))
        desk_ = posting.door.bot.deps.desk
        await posting.door.bot.store.write(resolve, desk_, 1001, BELLHOP)
        await posting.door.later(days=6)
        await failing(posting, number=21)
        assert len(said_to(posting)) == 1

        await posting.door.later(days=2)
        await failing(posting, number=31)
        assert len(said_to(posting)) == 2


async def test_who_talks_with_us_already_is_not_written_to(desk: Listening) -> None:
    async with desk(f"{REACH}    approve: never\n") as posting:
        await posting.door.asks("carol", "We cannot log in any more")
        before = said_to(posting)
        await failing(posting)

        assert said_to(posting) == before
        assert "Payment failed" in "\n".join(await posting.door.room())


async def test_who_is_not_to_be_contacted_is_not(desk: Listening) -> None:
    known = CONFIG.replace("[acme.example]", "[acme.example], do_not_contact: true")
    async with desk(f"{REACH}    approve: never\n", known) as posting:
        await failing(posting)

        assert said_to(posting) == []
        assert len(posting.door.cards()) == 1


async def test_a_new_rule_only_tells_for_a_week_what_it_would_have_done(desk: Listening) -> None:
    async with desk(REACH.replace("mode: live", "approve: never")) as posting:
        door = posting.door
        await failing(posting)
        assert (said_to(posting), door.cards()) == ([], [])

        await door.later(days=1)
        for _ in range(2):
            await door.bot.store.write(report_shadow, door.bot.deps.desk)
        await door.settle()
        [told] = door.person("ada").sees("C0ALERTS")
        assert "written to *Acme*: Payment failed: expired card" in words(told)

        await door.later(days=6)
        for _ in range(2):
            await door.bot.store.write(report_shadow, door.bot.deps.desk)
        await door.settle()
        assert "live from now on" in words(door.person("ada").sees("C0ALERTS")[-1])
        await failing(posting, number=41)
        assert len(said_to(posting)) == 1


async def test_a_workflow_acts_on_what_a_live_rule_found(desk: Listening, tmp_path: Path) -> None:
    (tmp_path / "tell.yml").write_text(WORKFLOW)
    async with desk(ACT, workflows=tmp_path) as posting:
        await failing(posting)

        [sent] = posting.door.person("carol").sees(ACME)
        assert "Invoice in_2 could not be paid." in words(sent)


async def test_no_workflow_speaks_first_where_the_rule_only_drafts(
    desk: Listening, tmp_path: Path
) -> None:
    (tmp_path / "tell.yml").write_text(WORKFLOW)
    (tmp_path / "nosy.yml").write_text(NOSY)
    async with desk(REACH, workflows=tmp_path) as posting:
        door = posting.door
        await failing(posting)
        await door.bot.store.write(set_labels, door.bot.deps.desk, 1001, ["vip"], BELLHOP)
        await door.settle()

        assert said_to(posting) == []
        assert "a person has to begin" in "\n".join(await door.room())
