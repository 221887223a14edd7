"""Start from…: an answer that is ready goes into the Reply… dialog."""

import pytest

from tests.door import ACME, CONFIG, TRIAGE, Door
from tests.handlers.looks import dialog, reads, thread_is_open

OURS = CONFIG + 'canned: {refund: "We have *refunded* it.", sorry: "We are sorry."}\n'


@pytest.fixture
def bellhop_yml() -> str:
    return OURS


def text_input(door: Door) -> tuple[str, str]:
    """The name of the input that the answer is written in, and what it was filled with."""
    [found] = [
        one
        for one in dialog(door, "ada")["blocks"]
        if one["type"] == "input" and one["block_id"].startswith("text")
    ]
    return found["block_id"], found["element"].get("initial_value", "")


async def test_a_canned_answer_fills_the_dialog_and_is_sent(door: Door) -> None:
    root = await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")

    await door.person("ada").picks("canned.pick", selected="refund")
    block, words = text_input(door)
    assert words == "We have *refunded* it."
    await door.person("ada").submits({block: words})
    await door.settle()

    assert "We have *refunded* it." in reads(door, "carol", ACME, root)


async def test_another_takes_its_place_and_what_was_typed_stays(door: Door) -> None:
    await thread_is_open(door)
    ada = door.person("ada")
    await ada.clicks(TRIAGE, await door.card_ts(), "thread.reply")

    await ada.picks("canned.pick", selected="refund")
    await ada.picks("canned.pick", selected="sorry")
    block, words = text_input(door)
    assert words == "We are sorry."
    await ada.picks("canned.pick", selected="refund", values={block: "Dear Carol"})

    assert text_input(door)[1] == "Dear Carol\n\nWe have *refunded* it."


async def test_what_is_refused_is_said_at_the_input(door: Door) -> None:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")
    await door.person("ada").picks("canned.pick", selected="refund")
    block, _ = text_input(door)

    errors = await door.person("ada").submits({block: "   "})

    assert list(errors) == [block]
