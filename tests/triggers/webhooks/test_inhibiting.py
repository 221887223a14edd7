"""Inhibiting: what belongs to an incident, or to a conversation, of the customer opens no thread."""

import pytest

from bot.desk.declaring import Declaration, declare
from bot.desk.threads import BELLHOP, set_labels
from store.transaction import Transaction
from tests.triggers.webhooks.failing import ACT, Listening, failing
from tests.triggers.webhooks.post import Posting

UNLABELLED = ACT.replace("    labels: [billing]\n", "")


async def suffers(posting: Posting, *labels: str, incident: bool = True) -> None:
    """Carol has written, and an incident with these labels is behind it."""
    await posting.door.asks("carol", "Nothing works any more")
    desk = posting.door.bot.deps.desk

    def rule(tx: Transaction) -> None:
        set_labels(tx, desk, 1001, labels, BELLHOP)
        thread = tx.threads.lock(1001)
        assert thread is not None
        if incident:
            declare(tx, desk, thread, Declaration("Down", public=""), BELLHOP)

    await posting.door.bot.store.write(rule)
    await posting.door.settle()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("config", "labels", "incident", "threads"),
    [
        (ACT, ["billing"], True, 1),
        (ACT, ["billing"], False, 1),
        (ACT.replace("[billing]", "[Billing]"), ["billing"], False, 1),
        (ACT, ["login"], True, 2),  # the incident is about something else
        (ACT, ["login"], False, 2),
        (ACT, [], True, 1),  # nobody knows what it is about
        (UNLABELLED, ["login"], True, 1),
        (UNLABELLED, ["login"], False, 2),
    ],
)
async def test_what_is_about_the_same_joins_and_what_is_not_does_not(
    desk: Listening, config: str, labels: list[str], incident: bool, threads: int
) -> None:
    async with desk(config) as posting:
        await suffers(posting, *labels, incident=incident)
        await failing(posting)

        assert len(posting.door.cards()) == threads
        told = "\n".join(await posting.door.room())
        assert ("Payment failed" in told) == (threads == 1)
