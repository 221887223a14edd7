"""Away and back: on the Home tab and by command; a name says so."""

from tests.door import TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, options, thread_is_open


async def test_the_home_tab_says_it_and_ends_it(door: Door) -> None:
    ada = door.person("ada")
    await ada.opens_home()
    await door.settle()
    assert ada.home is not None
    assert "home.away" in buttons(ada.home)

    await ada.clicks_home("home.away")
    await door.settle()
    assert ada.home is not None
    assert "You are away" in words(ada.home)
    await ada.clicks_home("home.back")
    await door.settle()
    assert ada.home is not None
    assert "home.away" in buttons(ada.home)


async def test_by_command_and_the_name_says_it(door: Door) -> None:
    await thread_is_open(door)
    answer = await door.person("ben").types(TRIAGE, "/support away")
    assert "You are away" in words(answer)

    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.assign")
    names = [name for name, _ in options(dialog(door, "ada"), "assignee")]
    assert "Ben Brandt (away)" in names
    await door.person("ben").types(TRIAGE, "/support back")
    ben = await door.read(lambda tx: tx.agents.by_key("ben"))
    assert ben is not None
    assert ben.available
