"""More…: severity, priority and labels, saved together, and only what was changed."""

from store.threads import Priority, Severity
from tests.door import TRIAGE, Door, words
from tests.handlers.looks import dialog, entries, thread_is_open, title


async def _asked(door: Door, handle: str = "ada") -> None:
    await door.person(handle).clicks(TRIAGE, await door.card_ts(), "thread.more")


async def _labels(door: Door, number: int = 1001) -> list[str]:
    return await door.read(lambda tx: tx.labels.of(number))


async def test_everything_is_saved_together(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)

    new = {"severity": "SEV1", "priority": "urgent", "new_labels": "Data Export, billing"}
    assert await door.person("ada").submits(new) == {}
    await door.settle()

    thread = await door.thread()
    assert thread.severity is Severity.SEV1
    assert thread.priority is Priority.urgent
    assert await _labels(door) == ["billing", "data-export"]
    card = words(door.cards()[0])
    assert "SEV1" in card
    assert "Urgent" in card
    assert "`data-export`" in card


async def test_nothing_changed_is_nothing_written(door: Door) -> None:
    await thread_is_open(door)
    room = await door.room()
    for _ in range(2):
        await _asked(door)
        assert await door.person("ada").submits({}) == {}
    await door.settle()

    assert await door.room() == room
    assert not await entries(door, "thread.priority_changed")
    assert not await entries(door, "thread.severity_changed")


async def test_what_others_changed_meanwhile_stays(door: Door) -> None:
    await thread_is_open(door)
    await _asked(door)
    await door.person("ada").submits({"new_labels": "export"})
    await _asked(door, "ada")
    await _asked(door, "ben")

    await door.person("ben").submits({"severity": "SEV2", "new_labels": "urgent-customer"})
    await door.person("ada").submits({"labels": [], "priority": "low"})
    await door.settle()

    thread = await door.thread()
    assert thread.severity is Severity.SEV2
    assert thread.priority is Priority.low
    assert await _labels(door) == ["urgent-customer"]


async def test_labels_in_use_elsewhere_are_offered_and_can_be_taken_off(door: Door) -> None:
    await thread_is_open(door)
    await door.bot.store.write(lambda tx: tx.labels.add(1001, "export"))
    await door.asks("dave", "The invoice is wrong", "C0GLOBEX")
    await door.person("ada").clicks(TRIAGE, await door.card_ts(1002), "thread.more")

    await door.person("ada").submits({"labels": ["export"]})
    assert await _labels(door, 1002) == ["export"]

    await door.settle()
    await door.person("ada").clicks(TRIAGE, await door.card_ts(1002), "thread.more")
    await door.person("ada").submits({"labels": []})
    assert await _labels(door, 1002) == []
    assert await _labels(door) == ["export"]


async def test_merge_and_split_open_over_it(door: Door) -> None:
    await thread_is_open(door)
    await door.asks("carol", "and the import")
    await _asked(door)

    await door.person("ada").picks("thread.merge")
    assert title(dialog(door, "ada")) == "Merge T-1001"
    await door.person("ada").closes()
    await door.person("ada").picks("thread.split")
    assert title(dialog(door, "ada")) == "Split T-1001"
    await door.person("ada").closes()

    assert title(dialog(door, "ada")) == "More T-1001"
