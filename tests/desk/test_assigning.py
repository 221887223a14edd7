"""Assigning by rule: who of a team gets a thread, and that two at once see each other."""

import asyncio

import pytest

from bot.desk.assigning import How, assign_to_owner, assign_to_team
from bot.desk.threads import BELLHOP
from bot.errors import Refused
from store.threads import Thread
from store.transaction import Transaction
from tests.door import ACME, CONFIG, Door

EACH = CONFIG + "channels: {default: {mode: each_message}}\n"


@pytest.fixture
def bellhop_yml() -> str:
    return EACH


async def given(door: Door, number: int, how: How) -> str:
    """Assign a thread by rule, and return who got it."""
    desk = door.bot.deps.desk

    def rule(tx: Transaction) -> Thread:
        return assign_to_team(tx, desk, number, "support", how, BELLHOP)

    thread = await door.bot.store.write(rule)
    return await door.read(lambda tx: key_of(tx, thread))


def key_of(tx: Transaction, thread: Thread) -> str:
    agent = tx.agents.get(thread.assignee_id or 0)
    return agent.key if agent else "nobody"


async def threads(door: Door, count: int) -> None:
    for number in range(count):
        await door.person("carol").says(ACME, f"Question {number} of many")
    await door.settle()


async def away(door: Door, *keys: str) -> None:
    def rule(tx: Transaction) -> None:
        for key in keys:
            agent = tx.agents.by_key(key)
            assert agent is not None
            tx.agents.set_available(agent.id, available=False)

    await door.bot.store.write(rule)


async def test_who_has_the_fewest_gets_it_then_who_got_nothing_for_longest(door: Door) -> None:
    await threads(door, 5)
    got = []
    for number in range(1001, 1005):
        got.append(await given(door, number, How.least_open))
        await door.later(minutes=1)

    assert got[:3] == ["ada", "ben", "lea"]
    assert got[3] == "ada"


async def test_turns_go_round_and_leave_out_who_is_away(door: Door) -> None:
    await threads(door, 5)

    assert [await given(door, n, How.in_turn) for n in (1001, 1002)] == ["ada", "ben"]
    await away(door, "lea")
    assert [await given(door, n, How.in_turn) for n in (1003, 1004)] == ["ada", "ben"]


async def test_threads_that_are_assigned_at_once_go_to_different_agents(door: Door) -> None:
    await threads(door, 6)

    for how, numbers in ((How.least_open, (1001, 1002, 1003)), (How.in_turn, (1004, 1005, 1006))):
        got = await asyncio.gather(*(given(door, number, how) for number in numbers))
        assert sorted(got) == ["ada", "ben", "lea"]


@pytest.mark.parametrize("how", How)
async def test_when_nobody_is_there_it_is_refused_and_nothing_changes(door: Door, how: How) -> None:
    await threads(door, 1)
    await away(door, "ada", "ben", "lea")

    with pytest.raises(Refused, match="Nobody of the team support is there"):
        await given(door, 1001, how)

    thread = await door.thread()
    assert (thread.assignee_id, thread.team_id) == (None, None)


async def test_a_team_gets_the_thread_along_with_its_agent(door: Door) -> None:
    await threads(door, 1)

    assert await given(door, 1001, How.least_open) == "ada"
    support = await door.read(lambda tx: tx.teams.by_key("support"))
    assert support is not None
    assert (await door.thread()).team_id == support.id


async def test_the_owner_of_the_customer_gets_it_unless_they_are_away(door: Door) -> None:
    await threads(door, 2)
    desk = door.bot.deps.desk

    thread = await door.bot.store.write(assign_to_owner, desk, 1001, BELLHOP)
    assert await door.read(lambda tx: key_of(tx, thread)) == "ada"
    await away(door, "ada")
    with pytest.raises(Refused, match="Ada Agarwal, who looks after Acme, is away"):
        await door.bot.store.write(assign_to_owner, desk, 1002, BELLHOP)


async def test_who_looks_after_nobody_is_refused(door: Door) -> None:
    await door.asks("dave", "The invoice is wrong", "C0GLOBEX")

    with pytest.raises(Refused, match="Nobody looks after Globex"):
        await door.bot.store.write(assign_to_owner, door.bot.deps.desk, 1001, BELLHOP)
