"""Promises to a customer: offered, kept track of, warned of, kept, broken, changed."""

from datetime import timedelta

import pytest

from store.followups import FollowupState
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import buttons, dialog, entries, thread_is_open

TOMORROW = "I'll get back to you tomorrow"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def offered(door: Door) -> str:
    """Carol's Slack thread, after Ada has promised to come back to her."""
    root = await thread_is_open(door)
    await door.asks("ada", f"Thanks Carol. {TOMORROW}!", ACME, thread_ts=root)
    return root


async def _offer_ts(door: Door) -> str:
    thread = await door.thread()
    said = door.person("ada").sees(TRIAGE, thread.card_ts)
    return str(next(one["ts"] for one in said if "promise.keep" in str(one)))


async def _press(door: Door, handle: str, action: str) -> None:
    await door.person(handle).clicks(TRIAGE, await _offer_ts(door), action)
    await door.settle()


async def _promise(door: Door) -> tuple[FollowupState, str]:
    [found] = [
        one for one in await door.read(lambda tx: tx.followups.of(1001)) if one.kind == "promise"
    ]
    return found.state, str(found.payload["text"])


async def test_what_an_agent_promises_is_offered_to_us_and_never_to_the_customer(
    door: Door, offered: str
) -> None:
    [line] = [one for one in await door.room() if "🤝" in one]

    assert f"You told Acme: “{TOMORROW}”" in line
    assert "🤝" not in str(door.person("carol").sees(ACME, offered))


async def test_so_is_what_an_edit_adds_and_only_once(door: Door) -> None:
    root = await thread_is_open(door)
    said = await door.asks("ada", "Thanks Carol.", ACME, thread_ts=root)
    assert not [one for one in await door.room() if "🤝" in one]
    for text in ("Thanks Carol. Ich melde mich morgen!", "Thanks. Ich melde mich morgen!"):
        await door.person("ada").edits(ACME, said, text)
        await door.settle()

    [line] = [one for one in await door.room() if "🤝" in one]
    assert "“Ich melde mich morgen”" in line


async def test_so_is_what_is_sent_from_a_dialog(door: Door) -> None:
    await thread_is_open(door)
    await door.clicks("ben", "thread.reply")
    await door.person("ben").submits({"text": f"{TOMORROW}, I hope"})
    await door.settle()
    await _press(door, "ada", "promise.keep")

    assert await _promise(door) == (FollowupState.pending, f"“{TOMORROW}, I hope”")
    assert "for *Ben Brandt*)" in "\n".join(await door.room())


async def test_one_click_keeps_track_of_it_for_who_wrote_it(door: Door, offered: str) -> None:
    await _press(door, "ben", "promise.keep")
    room = "\n".join(await door.room())

    assert await _promise(door) == (FollowupState.pending, f"“{TOMORROW}”")
    assert "(added by *Ben Brandt*, for *Ada Agarwal*)" in room
    assert "Yes, keep track" not in room
    await door.later(hours=31)
    assert (await door.room())[-1].startswith("<@U0ADA> 🤝 *Tell the customer* by")


async def test_it_is_broken_when_nobody_writes(door: Door, offered: str) -> None:
    await _press(door, "ada", "promise.keep")
    await door.later(hours=31)
    await door.later(hours=9)

    [broken] = [one for one in await door.room() if "🚨" in one]
    assert broken.startswith("🚨 <@U0ADA> <@U0LEA>, the customer was to hear from us by")
    assert len(await entries(door, "promise.warning")) == 1
    assert len(await entries(door, "promise.broken")) == 1
    await door.later(hours=40)
    assert len([one for one in await door.room() if "🚨" in one]) == 1


async def test_it_is_kept_when_one_of_us_writes(door: Door, offered: str) -> None:
    await _press(door, "ada", "promise.keep")
    await door.later(hours=2)
    await door.asks("ben", "It was the cache: please try again", ACME, thread_ts=offered)
    await door.later(hours=29)
    await door.later(hours=9)

    assert len(await entries(door, "promise.kept")) == 1
    assert "🚨" not in "\n".join(await door.room())
    assert "Was that it?" in "\n".join(await door.room())


async def test_no_is_an_answer(door: Door, offered: str) -> None:
    await _press(door, "ada", "promise.leave")
    await door.later(hours=40)

    assert "no need to keep track" in "\n".join(await door.room())
    assert not await entries(door, "promise.broken")


async def test_resolving_makes_it_needless(door: Door, offered: str) -> None:
    await _press(door, "ada", "promise.keep")
    await door.clicks("ada", "thread.resolve")
    await door.later(hours=40)

    assert (await _promise(door))[0] is FollowupState.cancelled
    assert "🚨" not in "\n".join(await door.room())


async def test_another_time_in_other_words(door: Door, offered: str) -> None:
    ada = door.person("ada")
    await ada.clicks(TRIAGE, await _offer_ts(door), "promise.other")
    exactly = int((door.clock.now() + timedelta(hours=4)).timestamp())
    await ada.submits({"until": exactly, "text": "Send the log & say why"})
    await door.settle()

    assert await _promise(door) == (FollowupState.pending, "Send the log &amp; say why")
    assert "Yes, keep track" not in "\n".join(await door.room())


async def test_from_more_one_adds_changes_and_finishes_them(door: Door) -> None:
    await thread_is_open(door)
    ada = door.person("ada")
    await door.clicks("ada", "thread.more")
    await ada.picks("thread.owed")
    await ada.picks("thread.owed.add")
    await ada.submits({"text": "Tell them about the fix"})
    assert "Tell them about the fix" in str(dialog(door, "ada"))

    await ada.picks("owed.change")
    assert await ada.submits({"until": int(door.clock.now().timestamp()) - 60}) == {
        "until": "That time has passed: choose one in the future."
    }
    await ada.submits({"until": int(door.clock.now().timestamp()) + 7200, "text": "Tell <them>"})
    assert "Tell &lt;them&gt;" in str(dialog(door, "ada"))

    await ada.picks("owed.done")
    await door.settle()
    assert await _promise(door) == (FollowupState.done, "Tell &lt;them&gt;")
    assert buttons(dialog(door, "ada")) == ["thread.owed.add"]
    assert "☑️ *Ada Agarwal* has done it: Tell &lt;them&gt;" in await door.room()


async def test_the_home_tab_and_support_list_what_is_mine(door: Door, offered: str) -> None:
    await _press(door, "ada", "promise.keep")

    answer = str(await door.person("ada").types(TRIAGE, "/support followups"))
    assert TOMORROW in answer
    assert TOMORROW not in str(await door.person("ben").types(TRIAGE, "/support followups"))


async def test_a_broken_promise_is_put_off_from_its_line_and_comes_again(
    door: Door, offered: str
) -> None:
    await _press(door, "ada", "promise.keep")
    await door.later(hours=31)
    await door.later(hours=9)
    broken = await _line(door, "🚨")
    later = f"{await _id(door, 'promise')}:hour"
    await door.person("ben").clicks(TRIAGE, broken, "owed.put_off", selected=later)
    await door.settle()

    assert await _promise(door) == (FollowupState.pending, f"“{TOMORROW}”")
    assert "💤 *Ben Brandt* put this off." in "\n".join(await door.room())
    assert not [one for one in await door.room() if "🚨" in one]
    await door.later(hours=2)
    await door.person("ben").clicks(TRIAGE, await _line(door, "🚨"), "owed.done")
    await door.settle()
    assert (await _promise(door))[0] is FollowupState.done
    assert "🚨" not in "\n".join(await door.room())


@pytest.mark.parametrize(
    ("choice", "due"),
    [
        ("hour", "2026-03-02 10"),
        ("morning", "2026-03-03 08"),
        ("week", "2026-03-09 08"),
    ],
)
async def test_a_reminder_is_put_off_before_its_time_too(door: Door, choice: str, due: str) -> None:
    await thread_is_open(door)
    await door.clicks("ada", "thread.more")
    await door.person("ada").picks("thread.owed")
    await door.person("ada").picks("thread.owed.add")
    await door.person("ada").submits({"text": "Look again", "owed_kind": "reminder"})
    reminder = await _id(door, "reminder")
    await door.person("ada").picks("owed.put_off", f"{reminder}:{choice}")
    await door.settle()

    found = await door.read(lambda tx: tx.followups.get(reminder))
    assert found is not None
    assert f"{found.due_at:%Y-%m-%d %H}" == due


async def _id(door: Door, kind: str) -> int:
    found = await door.read(lambda tx: tx.followups.of(1001))
    return next(one.id for one in found if one.kind == kind)


async def _line(door: Door, mark: str) -> str:
    thread = await door.thread()
    said = door.person("ada").sees(TRIAGE, thread.card_ts)
    return str(next(one["ts"] for one in said if mark in words(one)))
