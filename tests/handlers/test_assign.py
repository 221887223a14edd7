"""Assign…: to an agent, to nobody, to somebody who left."""

from store.threads import Status
from tests.door import TRIAGE, Door, words
from tests.handlers.looks import dialog, entries, options, thread_is_open, title


async def _asked(door: Door, handle: str = "ada") -> None:
    await door.person(handle).clicks(TRIAGE, await door.card_ts(), "thread.assign")


async def _agent_id(door: Door, key: str) -> str:
    agent = await door.read(lambda tx: tx.agents.by_key(key))
    assert agent is not None
    return str(agent.id)


async def test_the_dialog_offers_every_agent_and_nobody(door: Door) -> None:
    await thread_is_open(door)

    await _asked(door)

    assert title(dialog(door, "ada")) == "Assign T-1001"
    names = [words for words, _ in options(dialog(door, "ada"), "assignee")]
    assert names == ["Ada Agarwal", "Ben Brandt", "Lea Lindqvist", "Nobody: release it"]


async def test_an_agent_gives_it_to_another_who_is_mentioned(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)

    errors = await door.person("ada").submits({"assignee": await _agent_id(door, "ben")})
    await door.settle()

    assert errors == {}
    assert door.person("ada").modal is None
    assert (await door.thread()).status is Status.open
    assert "👉 *Ada Agarwal* gave this to <@U0BEN>" in await door.room()
    assert "Ben" in words(door.cards()[0])


async def test_nobody_releases_it_and_the_dialog_sent_twice_does_it_once(door: Door) -> None:
    await thread_is_open(door)
    await door.clicks("ben", "thread.claim")
    for _ in range(2):
        await _asked(door)
        await door.person("ada").submits({"assignee": "none"})
    await door.settle()

    assert (await door.thread()).assignee_id is None
    assert len(await entries(door, "thread.assigned")) == 2  # Ben's claim, and the release
    assert "Claim" in words(door.cards()[0])


async def test_somebody_who_left_meanwhile_cannot_have_it(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)
    lea = await _agent_id(door, "lea")
    await door.bot.store.write(lambda tx: tx.agents.retire_others(["ada", "ben"]))

    errors = await door.person("ada").submits({"assignee": lea})

    assert errors == {"assignee": "They are no agent any more: choose somebody else."}
    assert (await door.thread()).assignee_id is None


async def test_what_became_impossible_meanwhile_is_said_over_the_dialog(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)
    await door.clicks("ben", "thread.resolve")

    await door.person("ada").submits({"assignee": await _agent_id(door, "ada")})
    await door.settle()

    assert "reopen it first" in words(dialog(door, "ada"))
    assert len(await entries(door, "action.refused")) == 1
