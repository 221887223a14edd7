"""The Home tab: its lists, its buttons, its filters and its pages."""

import pytest

from bot.desk.by import BELLHOP
from bot.desk.standing import set_status
from store.threads import Status
from tests.door import TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, entries, metadata, thread_is_open, title

GLOBEX = "C0GLOBEX"
LISTS = ("My threads", "Unassigned", "Waiting longest", "Due soon", "Late or due soon")


async def _home(door: Door, handle: str = "ada") -> str:
    """What somebody reads on the Home tab, as it is now."""
    home = door.person(handle).home
    assert home is not None
    return words(home)


async def _opened(door: Door, handle: str = "ada") -> str:
    await door.person(handle).opens_home()
    await door.settle()
    return await _home(door, handle)


async def _list(door: Door, name: str) -> list[str]:
    """The references in one of the lists."""
    lists: dict[str, list[str]] = {}
    key = ""
    home = door.person("ada").home
    assert home is not None
    for block in home["blocks"]:
        text = words({"blocks": [block]})
        if text.strip("*") in LISTS:
            key = text.strip("*")
        for ref in range(1001, 1020):
            if f"T-{ref}" in text:
                lists.setdefault(key, []).append(f"T-{ref}")
    return lists.get(name, [])


def _row(door: Door, ref: str) -> str:
    """How a thread stands where it is listed first."""
    home = door.person("ada").home
    assert home is not None
    shown = [words({"blocks": [block]}) for block in home["blocks"]]
    return next(text for text in shown if ref in text)


async def _seven_threads(door: Door) -> None:
    for number in range(7):
        await door.asks("dave", f"Problem {number}: something is broken", GLOBEX)
        await door.later(hours=3)


async def test_claim_on_the_tab_moves_the_thread_to_mine(door: Door) -> None:
    await thread_is_open(door)
    assert "The export is broken" in await _opened(door)
    assert await _list(door, "Unassigned") == ["T-1001"]
    assert await _list(door, "My threads") == []

    await door.person("ada").clicks_home("thread.claim", block_id=_block(door, "thread.claim"))
    await door.settle()

    assert (await door.thread()).status is Status.open
    assert await _list(door, "Unassigned") == []
    assert await _list(door, "My threads") == ["T-1001"]


def _block(door: Door, action: str, handle: str = "ada") -> str:
    """The first block on the tab that has this button: a thread may be in several lists."""
    home = door.person(handle).home
    assert home is not None
    found = [block for block in home["blocks"] if action in buttons({"blocks": [block]})]
    return str(found[0]["block_id"])


async def test_who_is_second_is_told_and_sees_the_tab_as_it_is(door: Door) -> None:
    await thread_is_open(door)
    await _opened(door)
    await door.clicks("ben", "thread.claim")

    await door.person("ada").clicks_home("thread.claim", block_id=_block(door, "thread.claim"))
    await door.settle()

    assert "Ben Brandt already has T-1001." in words(dialog(door, "ada"))
    assert await _list(door, "Unassigned") == []
    assert len(await entries(door, "action.refused")) == 1


async def test_reply_on_the_tab_opens_the_dialog_and_publishes_again(door: Door) -> None:
    await thread_is_open(door)
    await door.clicks("ada", "thread.claim")
    await _opened(door)
    assert "Waiting on customer" not in _row(door, "T-1001")

    await door.person("ada").clicks_home("thread.reply", block_id=_block(door, "thread.reply"))
    assert title(dialog(door, "ada")) == "Reply T-1001"
    await door.person("ada").picks("reply.preview")
    assert await door.person("ada").submits({"text": "We are on it"}) == {}
    await door.settle()

    assert "Waiting on customer" in _row(door, "T-1001")


async def test_the_tab_is_filtered_and_stays_so(door: Door) -> None:
    await thread_is_open(door)
    await door.asks("dave", "The invoice is wrong", GLOBEX)
    await _opened(door)
    globex = await door.read(lambda tx: tx.customers.by_key("globex"))
    assert globex is not None

    await door.person("ada").clicks_home("home.filter.customer", str(globex.id))
    await door.settle()
    assert await _list(door, "Unassigned") == ["T-1002"]
    await _opened(door)
    assert await _list(door, "Unassigned") == ["T-1002"]

    await door.person("ada").clicks_home("home.filter.status", "snoozed")
    await door.settle()
    assert "No unresolved thread fits these filters." in await _home(door)
    await door.person("ada").clicks_home("home.filter.status", "any")
    await door.person("ada").clicks_home("home.filter.customer", "any")
    await door.settle()
    assert await _list(door, "Unassigned") == ["T-1002", "T-1001"]


async def test_the_filters_are_cleared_at_once(door: Door) -> None:
    await thread_is_open(door)
    await _opened(door)
    ada = door.person("ada")
    assert "Clear filters" not in await _home(door)
    await ada.clicks_home("home.filter.status", "snoozed")
    await door.settle()
    assert await _list(door, "Unassigned") == []

    await ada.clicks_home("home.clear")
    await door.settle()

    assert await _list(door, "Unassigned") == ["T-1001"]
    assert "Clear filters" not in await _home(door)
    await ada.clicks_home("home.filter.customer", "any")
    await door.settle()
    assert await _list(door, "Unassigned") == ["T-1001"]


async def test_what_is_due_stands_first_and_what_is_late_is_called_so(door: Door) -> None:
    await _opened(door)
    assert _lists(door)[-1] == "Due soon"

    await thread_is_open(door)
    await _opened(door)
    assert _lists(door)[0] == "Due soon"

    await door.later(hours=2)
    await _opened(door)
    assert _lists(door)[0] == "Late or due soon"


def _lists(door: Door) -> list[str]:
    """The names of the lists, as they stand."""
    home = door.person("ada").home
    assert home is not None
    titles = (words({"blocks": [block]}).strip("*") for block in home["blocks"])
    return [title for title in titles if title in LISTS]


async def test_nobody_waits_longest_while_we_wait_for_them(door: Door) -> None:
    await thread_is_open(door)
    asked, desk = Status.waiting_on_customer, door.bot.deps.desk
    await door.bot.store.write(set_status, desk, 1001, asked, BELLHOP)
    await _opened(door)
    assert await _list(door, "Waiting longest") == []

    await door.person("ada").clicks_home("home.filter.status", str(asked))
    await door.settle()
    assert await _list(door, "Waiting longest") == ["T-1001"]


async def test_pages_turn_one_list_and_leave_the_others(door: Door) -> None:
    await _seven_threads(door)
    await _opened(door)
    ada = door.person("ada")
    assert await _list(door, "Unassigned") == [f"T-100{n}" for n in (7, 6, 5, 4, 3)]

    await ada.clicks_home("home.page.next", block_id="home.page.unassigned.0")
    await door.settle()
    assert await _list(door, "Unassigned") == ["T-1002", "T-1001"]
    assert await _list(door, "Waiting longest") == [f"T-100{n}" for n in (1, 2, 3, 4, 5)]

    await ada.clicks_home("home.page.next", block_id="home.page.waiting.0")
    await door.settle()
    assert await _list(door, "Unassigned") == ["T-1002", "T-1001"]
    assert await _list(door, "Waiting longest") == ["T-1006", "T-1007"]

    await ada.clicks_home("home.page.first", block_id="home.page.unassigned.0")
    await door.settle()
    assert (await _list(door, "Unassigned"))[0] == "T-1007"
    assert await _list(door, "Waiting longest") == ["T-1006", "T-1007"]


async def test_a_filter_begins_at_the_first_page(door: Door) -> None:
    await _seven_threads(door)
    await _opened(door)
    ada = door.person("ada")
    await ada.clicks_home("home.page.next", block_id="home.page.unassigned.0")
    await door.settle()

    await ada.clicks_home("home.filter.status", "new")
    await door.settle()

    assert (await _list(door, "Unassigned"))[0] == "T-1007"
    assert ada.home is not None
    assert metadata(ada.home)["cursors"] == {}


@pytest.mark.parametrize("handle", ["max", "olga"])
async def test_who_is_no_agent_reads_where_to_ask(door: Door, handle: str) -> None:
    await thread_is_open(door)

    shown = await _opened(door, handle)

    assert "T-1001" not in shown
    assert "Need help?" in shown
    assert "Are you on the support team?" in shown


async def test_an_agent_who_left_can_press_nothing_there(door: Door) -> None:
    await thread_is_open(door)
    await _opened(door)
    await door.bot.store.write(lambda tx: tx.agents.retire_others(["ben"]))

    await door.person("ada").clicks_home("home.filter.status", "new")
    await door.settle()

    assert "Only agents of the support desk can do this." in words(dialog(door, "ada"))
    assert "Need help?" in await _home(door)


async def test_a_dialog_begun_on_a_card_publishes_no_tab(door: Door) -> None:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")
    await door.person("ada").submits({"text": "We are on it"})
    await door.settle()

    assert door.person("ada").home is None
