"""What is said for us, or by a customer, is read by nobody else, pings nobody, is in no log."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from playground import Fault as SlackFault
from playground.services.faults import Fault
from tests.databases import only_sqlite
from tests.desk.incidents.grave import CONFIG, KEY, SECRET, Grave, grave, surroundings
from tests.door import API_TOKEN, TRIAGE, Door
from tests.fakes import FakeClock
from tests.handlers.test_bug import COMPLETE
from tests.triggers.api.client import Client

__all__ = ["surroundings"]

# the words of systems that refuse something are for the log as well
OURS, OF_SYSTEMS, OF_CAROL, OF_DAVE = "qx7ours", "qx7systems", "qx7carol", "qx7dave"
# said together with all of it, as it is in Slack and as somebody typed it
PINGS = "<!subteam^S0EVIL> &lt;!subteam^S0EVIL&gt; <@U0EVIL>"
SAID = f"{OURS} {PINGS}"
# what nobody may read there
UNREAD: Mapping[str, tuple[str, ...]] = {
    "C0ACME": (OURS, OF_SYSTEMS, OF_DAVE, "Dave", "Globex"),
    "C0GLOBEX": (OURS, OF_SYSTEMS, OF_CAROL, "Carol", "Acme"),
    "status page": (OURS, OF_SYSTEMS, OF_CAROL, "Carol", "Acme", OF_DAVE, "Dave", "Globex"),
}
WRITTEN_BY_US = ("bot", "handlers", "triggers", "store")


async def work(grave: Grave) -> None:
    """Let people do whatever they do for themselves, with a word that nobody else may read."""
    door = grave.door
    await door.asks("carol", f"The API answers 503, {OF_CAROL} {PINGS}")
    await door.asks("dave", f"Nothing loads here, {OF_DAVE} {PINGS}", "C0GLOBEX")
    await door.clicks("ada", "thread.claim", 1001)
    note = await door.person("ada").says(TRIAGE, f"Note {SAID}", thread_ts=await door.card_ts())
    await door.settle()
    await does(grave, "labels", add=[f"label-{OURS}"])
    await does(grave, "notes", text=f"Another {SAID}")
    await does(grave, "followups", text=f"Remind me {SAID}", due_at="2026-03-02T12:00:00Z")
    await does(grave, "escalate", team="engineering", why=f"Because {SAID}")
    await reports(door)
    await door.person("ada").uses_shortcut("comment_on_issue", TRIAGE, note)
    await door.settle()
    await does(grave, "severity", severity="SEV1")
    await door.settle()


async def does(grave: Grave, what: str, **said: Any) -> None:
    client = Client(grave.door, grave.session)
    answer = await client.post(f"/threads/T-1001/{what}", {"agent": "ada", **said})
    assert answer.status < 300, answer.body


async def reports(door: Door) -> None:
    await door.clicks("ada", "thread.more")
    await door.person("ada").picks("thread.bug")
    said = {
        part: f"{words} {SAID}" if part not in ("part:severity", "part:reproduction") else words
        for part, words in COMPLETE.items()
    }
    said |= {"part:when": f"14:02 {SAID}", "part:request_id": f"req_{OURS}", "part:url": "/orders"}
    assert await door.person("ada").submits(said) == {}
    await door.settle()


async def goes_wrong(grave: Grave) -> None:
    """Let systems refuse, in words that are for us."""
    wrong = {"errors": [f"Wrong {OF_SYSTEMS} {PINGS}"], "message": f"Wrong {OF_SYSTEMS} {PINGS}"}
    for path in ("/statuspage/*", "/jira/*"):
        grave.outages.faults.pending.append(Fault(path=path, status=422, body=wrong))
        grave.trackers.faults.pending.append(Fault(path=path, status=422, body=wrong))
    grave.door.slack.fails("bookmarks.add", SlackFault.error(f"wrong_{OF_SYSTEMS}"))
    grave.door.slack.fails("conversations.setTopic", SlackFault.error(f"wrong_{OF_SYSTEMS}"))


async def leads(grave: Grave) -> None:
    """Let people lead an incident to its end."""
    client = Client(grave.door, grave.session)
    tells = {"conditions": f"db-7 {SAID}", "actions": f"Restart {SAID}", "needs": f"Hands {SAID}"}
    ends = {"cause": "performance", "root_cause": f"db-7 {SAID}", "remediation": f"More {SAID}"}
    for path, said in (
        ("links", {"thread": "T-1002"}),
        ("acknowledge", {}),
        ("updates", {**tells, "public": "We know why.", "status": "identified"}),
        ("updates", tells),
        ("status", {"status": "monitoring"}),
        ("resolve", {**ends, "public": "It works again."}),
        ("written", {}),
    ):
        answer = await client.post(f"/incidents/1/{path}", {"agent": "olga", **said})
        assert answer.status == 200, answer.body
        [ticket] = grave.trackers.jira.board.tickets.values()
        grave.trackers.jira.board.remark(ticket, "Kim", f"Comment {SAID}")
        await grave.trackers.tell()
        await grave.settle()


def shown(grave: Grave, place: str) -> str:
    """What customers, or everybody, were shown in a place, also what was changed since."""
    if place == "status page":
        return json.dumps(grave.outages.statuspage.incidents, default=str)
    there = [one.args for one in grave.door.slack.calls if place in _places(one.args)]
    return json.dumps(there)


def drawn(part: Any) -> Iterator[str]:
    """Whatever Slack reads for mentions and links: mrkdwn, and the text of a message."""
    if isinstance(part, dict):
        if part.get("type", "mrkdwn") == "mrkdwn" and isinstance(part.get("text"), str):
            yield part["text"]
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        yield from drawn(one)


def _places(args: Mapping[str, Any]) -> list[Any]:
    return [args.get("channel"), args.get("channel_id")]


@only_sqlite
@pytest.mark.usefixtures("surroundings")
async def test_nobody_else_reads_it_nobody_is_pinged_and_no_log_has_it(
    database_url: str, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with grave(database_url, clock, config=CONFIG) as desk:
        for name in WRITTEN_BY_US:
            caplog.set_level(logging.DEBUG, name)
        door = desk.door
        desk.trackers.hooks["jira"] = (f"{door.bot.url}/webhooks/jira", SECRET)
        await work(desk)
        await goes_wrong(desk)
        await leads(desk)
        await desk.ends()

        everything = json.dumps([one.args for one in door.slack.calls])
        assert all(word in everything for word in (OURS, OF_SYSTEMS, OF_CAROL, OF_DAVE))
        said = [text for call in door.slack.calls for text in drawn(call.args)]
        assert [one for one in said if "<!subteam" in one or "<@U0EVIL>" in one] == []
        for place, words in UNREAD.items():
            assert [one for one in words if one in shown(desk, place)] == [], place
        for word in (OURS, OF_CAROL, OF_DAVE, KEY, SECRET, API_TOKEN, door.slack.bot_token):
            assert word not in caplog.text
