"""Split or move…: some messages go into a new thread, or into another one."""

from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import dialog, options, thread_is_open


async def _asked(door: Door, number: int = 1001) -> dict[str, str]:
    await door.person("ada").clicks(TRIAGE, await door.card_ts(number), "thread.more")
    await door.person("ada").picks("thread.split")
    offered = options(dialog(door, "ada"), "messages")
    return {shown.split(" ", 3)[3]: value for shown, value in offered}


async def _texts(door: Door, number: int) -> list[str]:
    return [one.text for one in await door.read(lambda tx: tx.messages.of_thread(number))]


async def _two_topics(door: Door) -> dict[str, str]:
    await thread_is_open(door, "The export is broken")
    await door.asks("carol", "By the way: the invoice is wrong")
    await door.asks("carol", "It says 12 seats and not 10")
    return await _asked(door)


async def test_messages_become_a_thread_of_their_own(door: Door) -> None:
    offered = await _two_topics(door)
    assert list(offered) == ["By the way: the invoice is wrong", "It says 12 seats and not 10"]

    assert await door.person("ada").submits({"messages": list(offered.values())}) == {}
    await door.settle()

    assert door.person("ada").modals == []
    assert await _texts(door, 1001) == ["The export is broken"]
    assert await _texts(door, 1002) == list(offered)
    thread = await door.thread(1002)
    assert thread.title == "By the way: the invoice is wrong"
    assert "✂️ *Ada Agarwal* moved 2 messages from T-1001 to T-1002" in await door.room()
    assert "moved" not in str(door.person("carol").sees(ACME))


async def test_messages_go_into_another_thread(door: Door) -> None:
    await thread_is_open(door, "The invoice is wrong")
    await door.later(hours=3)
    await door.asks("carol", "The export is broken")
    await door.asks("carol", "and it says 12 seats")
    offered = await _asked(door, 1002)

    chosen = {"messages": [offered["and it says 12 seats"]], "target": "1001"}
    assert await door.person("ada").submits(chosen) == {}
    await door.settle()

    assert await _texts(door, 1001) == ["The invoice is wrong", "and it says 12 seats"]
    assert "and it says 12 seats" in "\n".join(await door.room(1001))


async def test_by_reference(door: Door) -> None:
    await thread_is_open(door, "The invoice is wrong")
    await door.later(hours=3)
    await door.asks("carol", "The export is broken")
    await door.asks("carol", "and it says 12 seats")
    offered = await _asked(door, 1002)
    ada, messages = door.person("ada"), list(offered.values())

    assert "is no thread" in (await ada.submits({"messages": messages, "ref": "x"}))["ref"]
    assert await ada.submits({"messages": messages, "ref": "T-1001"}) == {}

    assert "and it says 12 seats" in await _texts(door, 1001)


async def test_messages_that_went_elsewhere_meanwhile_are_an_error_at_the_list(
    door: Door,
) -> None:
    offered = await _two_topics(door)
    ben = door.person("ben")
    await ben.clicks(TRIAGE, await door.card_ts(), "thread.more")
    await ben.picks("thread.split")
    await ben.submits({"messages": list(offered.values())})

    errors = await door.person("ada").submits({"messages": list(offered.values())})

    assert errors == {"messages": "Choose messages that are in T-1001 now."}


async def test_a_thread_of_one_message_has_nothing_to_split(door: Door) -> None:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.more")

    await door.person("ada").picks("thread.split")

    assert "no message here that could go elsewhere" in words(dialog(door, "ada"))
