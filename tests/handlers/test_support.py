"""/support: each of its words, what it does not know, and who may not."""

from datetime import timedelta

import pytest

from bot.desk.by import BELLHOP
from bot.desk.standing import set_status
from bot.desk.threads import set_labels, set_priority
from store.threads import Priority, Status
from tests.databases import only_sqlite
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, thread_is_open, title

GLOBEX = "C0GLOBEX"


async def _typed(door: Door, text: str, channel: str = TRIAGE, handle: str = "ada") -> str:
    answer = await door.person(handle).types(channel, f"/support {text}".strip())
    assert answer.get("response_type", "ephemeral") == "ephemeral"
    return words(answer)


async def _two_threads(door: Door) -> None:
    await thread_is_open(door, "The export is broken")
    await door.asks("dave", "The invoice is wrong", GLOBEX)


@only_sqlite
async def test_what_it_does_not_know_is_answered_with_help(door: Door) -> None:
    for text in ("", "help", "HELP", "dance", "find", "find   "):
        assert "/support show T-1042" in await _typed(door, text), text
    assert "I do not know “dance now”." in await _typed(door, "dance now")
    assert "I do not know" not in await _typed(door, "help me")


async def test_only_who_typed_it_sees_the_answer(door: Door) -> None:
    await _two_threads(door)

    await _typed(door, "list", ACME)

    assert "T-1002" in str(door.person("ada").sees(ACME))
    assert "T-1002" not in str(door.person("carol").sees(ACME))


async def test_list(door: Door) -> None:
    await _two_threads(door)
    await door.clicks("ada", "thread.claim")
    await door.asks("carol", "resolved soon", ACME)

    everything, mine = await _typed(door, "list"), await _typed(door, "list mine")
    unassigned = await _typed(door, "List Unassigned")

    assert "T-1001" in everything
    assert "T-1002" in everything
    assert "T-1001" in mine
    assert "T-1002" not in mine
    assert "T-1001" not in unassigned
    assert "T-1002" in unassigned


@pytest.mark.parametrize("name", ["Globex", "globex", "glo", f"<#{GLOBEX}|globex-support>"])
async def test_list_of_a_customer(door: Door, name: str) -> None:
    await _two_threads(door)

    told = await _typed(door, f"list {name}")

    assert "Open threads of Globex" in told
    assert "T-1002" in told
    assert "T-1001" not in told


async def test_list_of_nobody_we_know_and_of_nothing(door: Door) -> None:
    assert await _typed(door, "list hooli") == "🙏 No customer is called hooli."
    assert "None." in await _typed(door, "list")
    assert await _typed(door, "list <#C0NOPE|nope>") != ""


async def test_a_resolved_thread_is_found_but_not_listed(door: Door) -> None:
    await _two_threads(door)
    await door.clicks("ada", "thread.resolve")

    assert "T-1001" not in await _typed(door, "list")
    assert "T-1001" in await _typed(door, "find export")


async def test_find_words(door: Door) -> None:
    await _two_threads(door)

    for sought in ("invoice", "INVO", "wrong invoice", "the invoice is"):
        told = await _typed(door, f"find {sought}")

        assert "T-1002" in told, sought
        assert "T-1001" not in told, sought


async def test_find_nothing(door: Door) -> None:
    await _two_threads(door)

    for sought in ("zebra", "!!!", "' OR 1=1 --", '"', "* & | !"):
        assert "Nothing found for" in await _typed(door, f"find {sought}"), sought


async def test_more_than_fits_says_so(door: Door) -> None:
    for number in range(16):
        await door.asks("dave", f"Problem {number} is new", GLOBEX)
        door.clock.advance(timedelta(hours=3))

    assert "There are more" in await _typed(door, "list")


async def test_show_one_thread_with_what_happened(door: Door) -> None:
    await _two_threads(door)
    await door.clicks("ben", "thread.claim")

    for ref in ("T-1001", "t1001", "1001", "T1001"):
        told = await _typed(door, f"show {ref}")

        assert "The export is broken" in told, ref
        assert "*Carol Chen* opened this" in told, ref
        assert "*Ben Brandt* claimed this" in told, ref


async def test_what_happened_is_told_in_words(door: Door) -> None:
    await _two_threads(door)
    desk, store = door.bot.deps.desk, door.bot.store
    await store.write(set_priority, desk, 1001, Priority.low, BELLHOP)
    await store.write(set_status, desk, 1001, Status.waiting_on_engineering, BELLHOP)
    await store.write(set_labels, desk, 1001, ["export"], BELLHOP)

    told = await _typed(door, "show T-1001")

    for line in (
        "set priority: low",
        "set status: Waiting on engineering",
        "added the label export",
    ):
        assert f"*Bellhop* {line}" in told


async def test_show_a_thread_that_is_not_there(door: Door) -> None:
    assert "Which thread?" in await _typed(door, "show")
    for ref in ("T-4711", "the export", "T-" + "9" * 30, "-1"):
        assert "There is no thread" in await _typed(door, f"show {ref}"), ref


async def test_the_buttons_of_a_shown_thread_work(door: Door) -> None:
    await _two_threads(door)
    await _typed(door, "show T-1001", ACME)
    shown = door.person("ada").sees(ACME)[-1]
    assert "thread.claim" in buttons(shown)

    await door.person("ada").clicks(ACME, shown["ts"], "thread.claim")
    await door.person("ada").clicks(ACME, shown["ts"], "thread.reply")
    await door.settle()

    assert (await door.thread()).assignee_id is not None
    assert title(dialog(door, "ada")) == "Reply T-1001"


async def test_a_refusal_there_is_a_dialog(door: Door) -> None:
    await _two_threads(door)
    await _typed(door, "show T-1001", "C0ENG")  # the bot is not in this channel
    shown = door.person("ada").sees("C0ENG")[-1]
    await door.clicks("ben", "thread.claim")

    await door.person("ada").clicks("C0ENG", shown["ts"], "thread.claim")
    await door.settle()

    assert "Ben Brandt already has T-1001." in words(dialog(door, "ada"))


async def test_open_takes_the_last_message_that_is_in_no_thread(door: Door) -> None:
    await door.asks("carol", "Thanks!", ACME)
    await door.asks("carol", "hello", ACME)

    told = await _typed(door, "open", ACME)
    await door.settle()

    assert "🎫 Opened" in told
    assert (await door.thread()).title == "hello"
    assert "hello" in words(door.cards()[0])


async def test_open_with_words_takes_the_one_that_has_them(door: Door) -> None:
    await door.asks("carol", "Thanks!", ACME)
    await door.asks("carol", "hello", ACME)

    await _typed(door, "open thanks", ACME)

    assert (await door.thread()).title == "Thanks!"


async def test_open_without_anything_to_open(door: Door) -> None:
    await thread_is_open(door)

    nothing = await _typed(door, "open", ACME)
    no_customers_channel = await _typed(door, "open", TRIAGE)

    assert nothing.startswith("🙏 No message of a customer here")
    assert no_customers_channel.startswith("🙏 Type this in a customer's channel")
    assert await door.read(lambda tx: tx.threads.get(1002)) is None


async def test_who_is_no_agent_is_refused(door: Door) -> None:
    await _two_threads(door)

    told = await _typed(door, "list", TRIAGE, "max")

    assert told == "🙏 Only agents of the support desk can do this."
