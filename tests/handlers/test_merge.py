"""Merge…: into a thread of the list, or one by its reference."""

from store.threads import Resolution
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import dialog, entries, options, thread_is_open


async def _two_threads(door: Door) -> None:
    await thread_is_open(door, "The export is broken")
    await door.later(hours=3)
    await door.asks("carol", "The invoice is wrong")
    await _asked(door)


async def _asked(door: Door, number: int = 1001) -> None:
    await door.person("ada").clicks(TRIAGE, await door.card_ts(number), "thread.more")
    await door.person("ada").picks("thread.merge")


async def test_it_offers_the_customers_other_threads(door: Door) -> None:
    await door.asks("dave", "Not theirs", "C0GLOBEX")
    await thread_is_open(door, "The export is broken")
    await door.later(hours=3)
    await door.asks("carol", "The invoice is wrong")

    await _asked(door, 1002)

    [(shown, value)] = options(dialog(door, "ada"), "target")
    assert value == "1003"
    assert "The invoice is wrong" in shown


async def test_a_thread_goes_into_another_and_both_dialogs_close(door: Door) -> None:
    await _two_threads(door)

    assert await door.person("ada").submits({"target": "1002"}) == {}
    await door.settle()

    assert door.person("ada").modals == []
    thread = await door.thread()
    assert thread.resolution is Resolution.merged
    assert thread.merged_into == 1002
    said = await door.read(lambda tx: tx.messages.of_thread(1002))
    assert {one.text for one in said} == {"The export is broken", "The invoice is wrong"}
    assert "Merged into T-1002" in words(door.cards()[0])
    assert "merged" not in str(door.person("carol").sees(ACME))


async def test_a_reference_counts_more_and_reads_like_people_write_it(door: Door) -> None:
    await _two_threads(door)
    await door.later(hours=3)
    await door.asks("carol", "A third thing")
    await door.person("ada").closes()
    await door.person("ada").picks("thread.merge")

    assert await door.person("ada").submits({"target": "1003", "ref": "t1002"}) == {}

    assert (await door.thread()).merged_into == 1002


async def test_mistakes_are_said_at_the_field(door: Door) -> None:
    await _two_threads(door)
    await door.asks("dave", "Not theirs", "C0GLOBEX")
    ada = door.person("ada")

    nothing = await ada.submits({})
    no_ref = await ada.submits({"ref": "the other one"})
    unknown = await ada.submits({"ref": "T-4711"})
    itself = await ada.submits({"ref": "T-1001"})
    foreign = await ada.submits({"ref": "T-1003"})

    assert nothing == {"ref": "Choose a thread, or write its reference here."}
    assert no_ref == {"ref": "the other one is no thread: they are called like T-1042."}
    assert unknown == {"ref": "There is no thread T-4711."}
    assert itself == {"ref": "A thread cannot be merged into itself."}
    assert foreign == {"ref": "T-1001 and T-1003 belong to different customers."}
    assert (await door.thread()).merged_into is None
    assert not await entries(door, "action.refused")


async def test_a_choice_that_became_impossible_is_said_at_the_list(door: Door) -> None:
    await _two_threads(door)
    ben = door.person("ben")
    await ben.clicks(TRIAGE, await door.card_ts(1002), "thread.more")
    await ben.picks("thread.merge")
    await ben.submits({"target": "1001"})

    errors = await door.person("ada").submits({"target": "1002"})

    assert errors == {"target": "T-1002 was merged into T-1001."}


async def test_the_only_thread_of_a_customer_can_be_merged_by_reference_alone(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)

    assert [block["block_id"] for block in dialog(door, "ada")["blocks"][:1]] == ["ref"]
