"""A fix has shipped: a draft for each customer whom it concerns, also where it was resolved."""

from bot.desk.owing.kinds import FIXED
from store.followups import FollowupState
from store.threads import Status
from tests.door import ACME, TRIAGE, Door, words
from tests.handlers.looks import dialog, thread_is_open

GLOBEX = "C0GLOBEX"


async def _label(door: Door, number: int, label: str) -> None:
    await door.clicks("ada", "thread.more", number)
    await door.person("ada").submits({"new_labels": label})
    await door.settle()


async def _shipped(door: Door) -> tuple[str, str]:
    """The Slack threads of Acme and Globex, after both had the bug and Acme's was resolved."""
    acme = await thread_is_open(door, "The export is broken")
    globex = await door.asks("dave", "Exports fail for us", GLOBEX)
    for number in (1001, 1002):
        await _label(door, number, "export-bug")
    await door.clicks("ben", "thread.resolve", 1001)
    await door.person("lea").types(TRIAGE, "/support fixed export-bug")
    return acme, globex


async def test_everybody_whom_it_concerns_gets_a_draft(door: Door) -> None:
    acme, _ = await _shipped(door)
    asked = str(dialog(door, "lea"))
    assert "*export-bug* concerns 2 threads" in asked
    assert "The export is broken  ·  ✅ Resolved" in asked
    await door.person("lea").submits({"text": "The export works again, sorry!"})
    assert "*export-bug*: a draft waits in 2 threads" in str(dialog(door, "lea"))
    await door.settle()
    assert "The export works again" not in str(door.person("carol").sees(ACME, acme))

    thread = await door.thread(1001)
    draft = door.person("ben").sees(TRIAGE, thread.card_ts)[-1]
    assert "*export-bug* is fixed: the customer does not know yet" in words(draft)
    await door.person("ben").clicks(TRIAGE, draft["ts"], "thread.draft.send")
    await door.settle()
    assert "The export works again, sorry!" in str(door.person("carol").sees(ACME, acme))
    assert (await door.thread(1001)).status is Status.waiting_on_customer

    await door.later(days=2)
    assert "the customer was not told yet: export-bug is fixed" in "\n".join(await door.room(1002))
    assert "not told yet" not in "\n".join(await door.room(1001))


async def test_a_draft_can_be_put_off_and_sent_when_it_is_late(door: Door) -> None:
    _, globex = await _shipped(door)
    await door.person("lea").submits({"text": "The export works again, sorry!"})
    await door.later(days=2)
    thread = await door.thread(1002)
    room = door.person("ben").sees(TRIAGE, thread.card_ts)
    late = next(one for one in room if "not told yet" in words(one))
    draft = next(one for one in room if "A draft" in words(one))
    owed = await door.read(lambda tx: tx.followups.of(1002))
    [told] = [one for one in owed if one.kind == FIXED]
    await door.person("ben").clicks(TRIAGE, late["ts"], "owed.put_off", selected=f"{told.id}:hour")
    await door.later(hours=2)
    assert any("not told yet" in line for line in await door.room(1002))

    await door.person("ben").clicks(TRIAGE, draft["ts"], "thread.draft.send")
    await door.settle()
    assert "works again" in str(door.person("dave").sees(GLOBEX, globex))
    after = await door.read(lambda tx: tx.followups.get(told.id))
    assert after is not None
    assert after.state is FollowupState.done


async def test_nothing_with_this_label(door: Door) -> None:
    await thread_is_open(door)

    answer = await door.person("lea").types(TRIAGE, "/support fixed unheard-of")
    assert "No thread of the last 90 days is about unheard-of." in words(answer)
