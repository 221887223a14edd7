"""A customer who was not content: who looks after them hears at once, and calls."""

import pytest

from store.followups import FollowupState
from tests.door import ACME, Door
from tests.handlers.looks import buttons, reads, thread_is_open


async def _scored(door: Door, *scores: int) -> str:
    root = await thread_is_open(door)
    await door.asks("ben", "Try it again, please", ACME, thread_ts=root)
    await door.clicks("ben", "thread.resolve")
    await door.later(minutes=11)
    question = str(door.person("carol").sees(ACME, root)[-1]["ts"])
    for score in scores:
        await door.person("carol").clicks(ACME, question, f"csat.score.{score}")
    await door.settle()
    return question


def _told(door: Door) -> list[str]:
    ada = door.person("ada")  # the owner of acme
    return [one for one in reads(door, "ada", ada.app_dm) if "📞" in one]


async def _calls(door: Door) -> list[FollowupState]:
    found = await door.read(lambda tx: tx.followups.of(1001))
    return [one.state for one in found if one.kind == "call"]


async def test_the_owner_hears_at_once_and_says_when_it_is_done(door: Door) -> None:
    question = await _scored(door, 2)

    [told] = _told(door)
    assert "*Carol Chen* of *Acme* gave us 2 of 5" in told
    assert "<@U0ADA> 📞 *Call the customer*" in "\n".join(await door.room())
    await door.person("carol").clicks(ACME, question, "csat.comment")
    await door.person("carol").submits({"comment": "Nobody <listened>"})
    await door.settle()
    assert "“Nobody &lt;listened&gt;”" in _told(door)[-1]

    ada = door.person("ada")
    message = ada.sees(ada.app_dm)[-1]
    assert buttons(message) == ["owed.done", "owed.change", "owed.cancel"]
    await ada.clicks(ada.app_dm, message["ts"], "owed.done")
    await door.later(days=9)
    assert await _calls(door) == [FollowupState.done]
    assert len(_told(door)) == 1
    assert not buttons(ada.sees(ada.app_dm)[-1])


async def test_it_is_said_again_and_in_the_end_to_the_leads(door: Door) -> None:
    await _scored(door, 1)
    for _ in range(5):
        await door.later(days=1, hours=1)

    late = [one for one in await door.room() if "nobody has called yet" in one]
    assert [one.split(",")[0] for one in late] == ["📞 <@U0ADA>", "📞 <@U0ADA>", "📞 <@U0LEA>"]
    assert await _calls(door) == [FollowupState.fired]


@pytest.mark.parametrize("score", [3, 5])
async def test_who_is_content_is_not_called(door: Door, score: int) -> None:
    await _scored(door, score)

    assert _told(door) == []
    assert await _calls(door) == []


async def test_a_better_score_instead_makes_it_needless(door: Door) -> None:
    await _scored(door, 1, 4)

    assert await _calls(door) == [FollowupState.cancelled]
    assert "📞" not in str(door.person("carol").sees(ACME))
