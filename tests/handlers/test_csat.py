"""CSAT: the contact who was asked gives a score, once, and a comment if they like."""

import asyncio

import pytest

from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, entries, reads, thread_is_open


@pytest.fixture
async def asked(door: Door) -> tuple[str, str]:
    """The Slack thread and the question in it, after Carol's problem was solved."""
    root = await thread_is_open(door)
    await door.person("ada").says(ACME, "Try it again, please", thread_ts=root)
    await door.settle()
    await door.clicks("ada", "thread.resolve")
    await door.later(minutes=11)
    question = door.person("carol").sees(ACME, root)[-1]
    assert "How did we do?" in words(question)
    return root, str(question["ts"])


async def _survey(door: Door) -> tuple[int | None, str | None]:
    survey = await door.read(lambda tx: tx.surveys.of(1001))
    assert survey is not None
    return survey.score, survey.comment


async def test_a_score_is_thanked_for_in_the_place_of_the_question(
    door: Door, asked: tuple[str, str]
) -> None:
    root, question = asked
    await door.person("carol").clicks(ACME, question, "csat.score.4")
    await door.settle()

    assert await _survey(door) == (4, None)
    thanks = door.person("carol").sees(ACME, root)[-1]
    assert thanks["ts"] == question
    assert "Thank you! You gave us 4 🙂." in words(thanks)
    assert buttons(thanks) == ["csat.comment"]
    assert "⭐ *Carol Chen* gave 4 of 5" in await door.room()


async def test_a_double_click_is_one_score(door: Door, asked: tuple[str, str]) -> None:
    carol = door.person("carol")
    await asyncio.gather(*(carol.clicks(ACME, asked[1], "csat.score.5") for _ in range(3)))
    await door.settle()

    assert len(await entries(door, "csat.scored")) == 1
    assert len([line for line in await door.room() if "⭐" in line]) == 1


async def test_a_comment_is_taken_once(door: Door, asked: tuple[str, str]) -> None:
    root, question = asked
    carol = door.person("carol")
    await carol.clicks(ACME, question, "csat.score.2")
    await door.settle()

    await carol.clicks(ACME, question, "csat.comment")
    assert "What should we do better?" in words(dialog(door, "carol")) + str(dialog(door, "carol"))
    assert await carol.submits({"comment": "  "}) == {"comment": "There is nothing to send yet."}
    assert await carol.submits({"comment": "It took too long"}) == {}
    await door.settle()

    assert await _survey(door) == (2, "It took too long")
    thanks = carol.sees(ACME, root)[-1]
    assert thanks["ts"] == question
    assert "We read every word" in words(thanks)
    assert buttons(thanks) == []
    assert "⭐ *Carol Chen* gave 2 of 5: “It took too long”" in await door.room()


@pytest.mark.parametrize("handle", ["cody", "eve", "ada"])
async def test_nobody_else_can_answer(door: Door, asked: tuple[str, str], handle: str) -> None:
    root, question = asked
    await door.person(handle).clicks(ACME, question, "csat.score.1")
    await door.settle()

    assert await _survey(door) == (None, None)
    assert "🙏 This question is for the person who asked us." in reads(door, handle, ACME, root)
    assert "🙏" not in "".join(reads(door, "carol", ACME, root))
    assert not await entries(door, "action.refused")  # it is about a survey, not about a thread


async def test_nobody_else_can_comment(door: Door, asked: tuple[str, str]) -> None:
    root, question = asked
    await door.person("carol").clicks(ACME, question, "csat.score.5")
    await door.settle()

    await door.person("cody").clicks(ACME, question, "csat.comment")
    await door.settle()

    assert door.person("cody").modal is None
    assert "🙏 This question is for the person who asked us." in reads(door, "cody", ACME, root)


async def test_customers_cannot_press_what_is_for_agents(door: Door) -> None:
    await thread_is_open(door)

    assert "C0TRIAGE" not in str(door.person("carol").sees(ACME))
    with pytest.raises(Exception, match="is not in"):
        await door.person("carol").clicks(TRIAGE, await door.card_ts(), "thread.claim")


async def test_what_was_reopened_and_is_no_request_is_not_asked_about(door: Door) -> None:
    root = await thread_is_open(door)
    await door.asks("ada", "Try it again, please", thread_ts=root)
    for button in ("thread.resolve", "thread.reopen", "thread.dismiss"):
        await door.clicks("ada", button)
    await door.later(minutes=11)

    assert "How did we do?" not in str(door.person("carol").sees(ACME, root))
