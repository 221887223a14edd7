"""What is due is fired by kinds: many follow-ups at once delay no page."""

from collections.abc import Callable

import pytest

from bot.desk.desk import Desk
from store.transaction import Transaction
from tests.door import Door
from triggers import followups
from triggers.followups import Due


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_that_falls_due_meanwhile_goes_before_what_is_left(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, fired = {"page": 0, "others": 3}, list[str]()

    def batch(name: str) -> Callable[[Transaction, Desk], int]:
        def fire(_tx: Transaction, _desk: Desk) -> int:
            if left[name]:
                left[name] -= 1
                fired.append(name)
                left["page"] += fired == ["others"]
                return 1
            return 0

        return fire

    kinds = [
        Due(name, batch(name), lambda _: (), lambda *_: None, lambda *_: None) for name in left
    ]
    monkeypatch.setattr(followups, "KINDS", kinds)
    await door.bot.followups.drain()

    assert fired == ["others", "page", "others", "others"]
