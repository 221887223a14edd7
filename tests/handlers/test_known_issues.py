"""Known issues: agents see which runbook fits, and are asked for one where none did."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.door import ACME, CONFIG, Door, opened, words
from tests.fakes import FakeClock
from tests.handlers.looks import dialog, thread_is_open
from tests.handlers.test_bug import COMPLETE

RUNBOOK = "---\nurl: https://wiki.example/sso\n---\n# Login loops with SSO\n\nClear the cookie.\n"


@pytest.fixture
def config(tmp_path: Path) -> str:
    folder = tmp_path / "runbooks"
    folder.mkdir()
    (folder / "sso.md").write_text(RUNBOOK)
    return f"{CONFIG}\nrunbooks: {folder}\n"


@pytest.fixture
async def door(
    sqlite_template: Path, tmp_path: Path, clock: FakeClock, config: str
) -> AsyncIterator[Door]:
    database = tmp_path / "bellhop.db"
    database.write_bytes(sqlite_template.read_bytes())  # noqa: ASYNC240 - a small file, in a test
    async with opened(f"sqlite+aiosqlite:///{database}", clock, config) as door:
        yield door


async def test_a_runbook_that_fits_is_shown_to_agents_alone(door: Door) -> None:
    ts = await thread_is_open(door, "The login loops, we use SSO")

    [line] = [line for line in await door.room() if "Known issues" in line]
    assert "<https://wiki.example/sso|Login loops with SSO> Clear the cookie." in line
    assert not any("Known issues" in words(one) for one in door.person("carol").sees(ACME, ts))
    await door.clicks("ada", "thread.more")
    assert "Login loops with SSO" in words(dialog(door, "ada"))


async def test_what_no_runbook_knew_is_asked_for_once_it_is_resolved(door: Door) -> None:
    await thread_is_open(door, "Saving fails at 14:02 with request id req_8Zk21")
    await door.clicks("ada", "thread.more")
    await door.person("ada").picks("thread.bug")
    await door.person("ada").submits({**COMPLETE, "part:url": "/orders"})
    await door.settle()
    assert not any("No runbook" in line for line in await door.room())

    await door.clicks("ada", "thread.resolve")
    [line] = [line for line in await door.room() if "No runbook knew of this" in line]
    assert "`saving-orders-fails.md`" in line
    assert "1. Open an order" in line
