"""Whoever it is that presses: who may not is told so, it is written down, and nothing changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.bugs.asking import ask
from bot.desk.by import By
from store.inbox import InboxState
from store.schema import metadata
from store.transaction import Transaction
from tests.databases import only_sqlite
from tests.desk.incidents.warroom import CONFIG, incident
from tests.desk.paging.calls import last_page, sev1
from tests.door import ACME, TRIAGE, Door
from tests.handlers.presses import CUSTOMERS_OWN, Hand, Press, presses
from tests.workflows.conftest import OpenDesk, desk

__all__ = ["desk"]

WHICH = """
description: Asks which
on: thread.created
mode: live
steps:
  - {id: which, ask: {question: Which?, answer: choice, choices: [Import, Export]}}
"""
AGENTS_ONLY = "Only agents of the support desk can do this."
POLITE = (
    AGENTS_ONLY,
    "Only the people whom this conversation is with can ask for that.",
    "Only the people whom this conversation is with can answer.",
    "Only the people whom this conversation is with can say that.",
    "This question is for the person who asked us.",
)
TOLD = ("timeline", "deliveries", "lanes")  # where a refusal is written down, and told
CAROL = Hand("U0CAROL", "T0ACME"), "customer:U0CAROL"
DAVE = Hand("U0DAVE", "T0GLOBEX"), "customer:U0DAVE"  # of another customer
OTHERS = (
    (Hand("U0EVE", "T0INIT"), "customer:U0EVE"),  # in their channel, of yet another company
    (Hand("U0MAX", "T0HOME"), "colleague:U0MAX"),
    (Hand("U0GUEST", "T0HOME"), "customer:U0GUEST"),  # of ours, but a contact of Globex
    (Hand("U0BEN", "T0HOME"), "colleague:U0BEN"),  # an agent until lately
    (Hand("U0ADA", "T0ACME"), "customer:U0ADA"),  # another Ada
)


async def ready(door: Door) -> str:
    """Let everything wait for an answer that can: of agents, of engineers, of the customer."""
    await sev1(door, "Nothing works any more")
    await door.asks("dave", "Hello", "C0GLOBEX")
    root = (await door.thread()).root_ts

    def rule(tx: Transaction) -> None:
        ask(tx, door.bot.deps.desk, 1001, By("agent:ada", "Ada"))
        carol, globex = tx.contacts.by_slack("U0CAROL"), tx.customers.by_key("globex")
        assert carol is not None
        assert globex is not None
        tx.surveys.ask(1001, carol.id)
        tx.contacts.put("U0GUEST", globex.id, "Guest", None)
        tx.agents.retire_others(["ada", "lea", "olga"])

    await door.bot.store.write(rule)
    await door.settle()
    return root


def everything(tx: Transaction, without: Sequence[str] = TOLD) -> Mapping[str, list[Any]]:
    """All rows there are."""
    names = [name for name in metadata.tables if name not in without]
    return {
        name: sorted(map(repr, tx.connection.exec_driver_sql(f"SELECT * FROM {name}")))
        for name in names
    }


@dataclass
class Told:
    """What was written down, and is to be sent, since somebody looked last."""

    door: Door
    entry: int = 0
    delivery: int = 0

    async def news(self) -> tuple[list[Any], list[Any]]:
        entries, sent = await self.door.read(self._since)
        self.entry = max([self.entry, *(one.id for one in entries)])
        self.delivery = max([self.delivery, *(one.id for one in sent)])
        return entries, sent

    def _since(self, tx: Transaction) -> tuple[list[Any], list[Any]]:
        entries = f"SELECT * FROM timeline WHERE id > {self.entry}"
        sent = f"SELECT * FROM deliveries WHERE id > {self.delivery}"
        found = tx.connection.exec_driver_sql
        return list(found(entries)), list(found(sent))


async def refused(told: Told, press: Press, hand: Hand, actor: str) -> None:
    """Let somebody do what they may not."""
    opened = len(told.door.slack.calls)

    answer = await press.by(hand, told.door)

    about = press.name, hand
    entries, sent = await told.news()
    assert [(one.actor, one.event) for one in entries] == [(actor, "action.refused")], about
    assert is_polite(entries[0].after), (about, entries)
    assert {(one.kind, one.audience) for one in sent} <= {("whisper", "customer")}, (about, sent)
    shown = [str(one.args) for one in told.door.slack.calls[opened:]]
    said = [str(answer), *(one.payload for one in sent), *shown]
    assert any(map(is_polite, said)), (about, said)


def is_polite(said: str) -> bool:
    return any(words in said for words in POLITE)


@only_sqlite
async def test_who_may_not_is_refused_everything_and_nothing_changes(desk: OpenDesk) -> None:
    async with desk(CONFIG, which=WHICH) as door:
        root = await ready(door)
        before, told = await door.read(everything), Told(door)
        await told.news()

        for nth, press in enumerate(presses(root)):
            await refused(told, press, *DAVE)
            await refused(told, press, *OTHERS[nth % len(OTHERS)])  # all of them, in turn
            if press.name not in CUSTOMERS_OWN:
                await refused(told, press, *CAROL)

        assert await door.read(everything) == before


@only_sqlite
async def test_their_emoji_order_nothing(desk: OpenDesk) -> None:
    async with desk(CONFIG, which=WHICH) as door:
        root = await ready(door)
        loose = await door.asks("dave", "📣 We ship tomorrow", "C0GLOBEX")
        one, unlike = await incident(door), (*TOLD, "inbox")
        before = await door.read(lambda tx: everything(tx, unlike))
        page = door.person("olga").app_dm, last_page(door)

        places = (
            *((ACME, root), (TRIAGE, await door.card_ts()), page),
            *(("C0GLOBEX", loose), (str(one.channel), str(one.summary_ts))),
        )
        for hand, _ in (CAROL, DAVE, *OTHERS):
            for emoji in ("eyes", "white_check_mark", "ticket", "pushpin"):
                for channel, ts in places:
                    await door.slack.send_event(
                        _reaction(hand, emoji, channel, ts), team_id=hand.team
                    )

        assert await door.read(lambda tx: everything(tx, unlike)) == before
        rows = await door.read(lambda tx: tx.inbox.page(limit=500))
        assert {one.state for one in rows} <= {InboxState.done, InboxState.ignored}


def _reaction(hand: Hand, emoji: str, channel: str, ts: str) -> dict[str, Any]:
    item = {"type": "message", "channel": channel, "ts": ts}
    said = {"type": "reaction_added", "user": hand.user, "reaction": emoji, "item": item}
    return {**said, "event_ts": f"{ts}.{hand.user}{emoji}"}
