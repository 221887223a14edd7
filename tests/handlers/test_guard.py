"""Around every listener: whatever goes wrong, Slack is answered and the person is told."""

import pytest

from playground.faults import Fault
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import dialog, entries, reads, thread_is_open

SORRY = "Something went wrong. The operators can see what in the log."


async def test_a_dialog_that_slack_does_not_open_is_told(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    await thread_is_open(door)
    door.slack.fails("views.open", Fault.status(500))

    await door.clicks("ada", "thread.assign")

    assert f"🙏 {SORRY}" in reads(door, "ada")
    assert door.person("ada").modal is None
    assert "handlers.assign failed" in caplog.text


async def test_when_nobody_can_be_told_slack_is_answered_all_the_same(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    ts = await thread_is_open(door)
    door.slack.fails("views.open", Fault.status(500), times=2)

    await door.person("ada").uses_shortcut("why", ACME, ts)  # raises if there is no answer

    assert "Nobody could be told that handlers.shortcuts failed" in caplog.text


async def test_what_a_person_wrote_is_not_in_the_log_when_the_database_fails(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    await thread_is_open(door)
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.reply")
    rename = "ALTER TABLE messages RENAME TO messages_elsewhere"
    await door.bot.store.write(lambda tx: tx.connection.exec_driver_sql(rename))

    await door.person("ada").submits({"text": "The password is hunter2"})

    assert SORRY in words(dialog(door, "ada"))
    assert "handlers.reply failed" in caplog.text
    assert "hunter2" not in caplog.text


async def test_a_thread_that_is_gone_is_refused_and_written_down(door: Door) -> None:
    await thread_is_open(door)
    ada = door.person("ada")
    await ada.clicks(TRIAGE, await door.card_ts(), "thread.assign")
    dialog(door, "ada")["private_metadata"] = '{"thread": 4711}'

    await ada.submits({"assignee": "none"})

    assert "There is no thread T-4711." in words(dialog(door, "ada"))
    assert not await entries(door, "action.refused")
