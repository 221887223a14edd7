"""What the app is told when people talk."""

import pytest
from aiohttp import web

from playground import Person, Slack
from tests.playground.reference import Reference, listening


async def test_a_message_from_a_customer_in_a_shared_channel(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")

    (body,) = app.bodies
    assert (
        body["event"]
        | {
            "type": "message",
            "user": "U0CAROL",
            "text": "It broke",
            "ts": ts,
            "channel": "C0ACME",
            "channel_type": "channel",
            "user_team": "T0ACME",
            "source_team": "T0ACME",
            "event_ts": ts,
        }
        == body["event"]
    )
    assert body["authorizations"][0]["team_id"] == "T0HOME"
    assert body["is_ext_shared_channel"] is True
    assert body["team_id"] == "T0ACME"
    assert body["api_app_id"] == "A0APP"


async def test_a_message_at_home_is_not_shared(app: Reference, ada: Person) -> None:
    await ada.says("C0TRIAGE", "Morning")

    (body,) = app.bodies
    assert (body["is_ext_shared_channel"], body["team_id"]) == (False, "T0HOME")
    assert body["event"]["channel_type"] == "group"
    assert "user_team" not in body["event"]


async def test_a_mention_comes_as_two_events(app: Reference, carol: Person) -> None:
    await carol.says("C0ACME", "<@U0BOT> help")

    assert [event["type"] for event in app.events] == ["message", "app_mention"]
    assert app.bodies[0]["event_id"] != app.bodies[1]["event_id"]


async def test_nothing_is_told_of_channels_the_app_is_not_in(
    app: Reference, slack: Slack, ada: Person
) -> None:
    await ada.says("C0ENG", "Between us")

    assert app.bodies == []
    assert slack.deliveries == []


async def test_nothing_is_told_without_the_scope(app: Reference, ada: Person, slack: Slack) -> None:
    slack.scopes.discard("groups:history")

    await ada.says("C0TRIAGE", "Unheard")

    assert app.bodies == []


async def test_an_edit(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It brok")
    await carol.edits("C0ACME", ts, "It broke")

    event = app.events[-1]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert event["message"]["text"] == "It broke"
    assert event["message"]["edited"]["user"] == "U0CAROL"
    assert event["previous_message"]["text"] == "It brok"
    assert event["ts"] != ts


async def test_a_deletion(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "Oops")
    await carol.deletes("C0ACME", ts)

    event = app.events[-1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", ts)
    assert event["previous_message"]["text"] == "Oops"
    assert carol.sees("C0ACME") == []


async def test_the_first_of_a_thread_leaves_a_tombstone(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")
    reply = await carol.says("C0ACME", "Again", thread_ts=ts)
    await carol.deletes("C0ACME", ts)

    assert app.events[-1]["message"]["subtype"] == "tombstone"
    assert [message["subtype"] for message in carol.sees("C0ACME")] == ["tombstone"]
    await carol.deletes("C0ACME", reply)
    assert carol.sees("C0ACME") == []
    assert app.events[-1]["subtype"] == "message_deleted"
    assert app.events[-1]["previous_message"]["subtype"] == "tombstone"


async def test_what_is_typed_comes_as_rich_text_too(app: Reference, carol: Person) -> None:
    await carol.says("C0ACME", "<@U0ADA> see <https://a.example|this> `x &lt; y` :eyes:")

    (section,) = app.events[0]["blocks"][0]["elements"]
    kinds = [element["type"] for element in section["elements"]]
    assert kinds == ["user", "text", "link", "text", "text", "text", "emoji"]
    assert section["elements"][4] == {"type": "text", "text": "x < y", "style": {"code": True}}


async def test_replies_are_counted_and_kept_out_of_the_channel(
    app: Reference, ada: Person, carol: Person
) -> None:
    ts = await carol.says("C0ACME", "It broke")
    reply = await ada.says("C0ACME", "Looking", thread_ts=ts)

    (root,) = carol.sees("C0ACME")
    assert (root["reply_count"], root["reply_users"]) == (1, ["U0ADA"])
    assert root["latest_reply"] == reply
    assert [each["text"] for each in carol.sees("C0ACME", ts)] == ["It broke", "Looking"]
    assert app.events[-1]["parent_user_id"] == "U0CAROL"


async def test_a_reply_shown_in_the_channel_too(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")
    await carol.says("C0ACME", "Fixed!", thread_ts=ts, broadcast=True)

    assert app.events[-1]["subtype"] == "thread_broadcast"
    assert app.events[-1]["root"]["text"] == "It broke"
    assert len(carol.sees("C0ACME")) == 2


async def test_reactions(app: Reference, ada: Person, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")
    await ada.reacts("C0ACME", ts, "eyes")
    await ada.unreacts("C0ACME", ts, ":eyes:")

    added, removed = app.events[1:]
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    assert added["item"] == {"type": "message", "channel": "C0ACME", "ts": ts}
    assert (added["user"], added["item_user"]) == ("U0ADA", "U0CAROL")


async def test_files_in_shared_channels_have_to_be_asked_for(app: Reference, carol: Person) -> None:
    await carol.says("C0ACME", "See", files=[("log.txt", b"boom", "text/plain")])

    said, shared = app.events
    (file,) = said["files"]
    assert (said["subtype"], file["file_access"]) == ("file_share", "check_file_info")
    assert shared["type"] == "file_shared"
    known = (await app.client.files_info(file=file["id"]))["file"]
    assert (known["name"], known["size"]) == ("log.txt", 4)


async def test_the_app_is_invited(app: Reference, ada: Person) -> None:
    await ada.invites_app("C0NEW")

    joined = next(event for event in app.events if event["type"] == "member_joined_channel")
    assert (joined["user"], joined["inviter"]) == ("U0BOT", "U0ADA")


async def test_app_home_opened_and_a_direct_message(app: Reference, ada: Person) -> None:
    await ada.opens_home()
    await ada.says(ada.app_dm, "Hello")

    assert app.events[0]["tab"] == "home"
    assert app.events[1]["channel_type"] == "im"


@pytest.mark.parametrize(("refusals", "outcome"), [(2, "acknowledged"), (9, "given up")])
async def test_the_retry_ladder(slack: Slack, carol: Person, refusals: int, outcome: str) -> None:
    seen: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers.get("X-Slack-Retry-Num", ""), headers.get("X-Slack-Retry-Reason", "")))
        return web.Response(status=500 if len(seen) <= refusals else 200)

    async with listening(answer) as url:
        slack.send_to(url)
        await carol.says("C0ACME", "It broke")
        await slack.settled()

    (delivery,) = slack.deliveries
    assert delivery.outcome == outcome
    assert seen == [("", ""), *((str(n), "http_error") for n in range(1, len(seen)))]
    assert delivery.attempts == len(seen) == min(refusals + 1, 4)


async def test_no_retry_when_the_app_says_so(slack: Slack, carol: Person) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with listening(answer) as url:
        slack.send_to(url)
        await carol.says("C0ACME", "It broke")
        await slack.settled()

    assert (slack.deliveries[0].attempts, slack.deliveries[0].outcome) == (1, "given up")


async def test_an_app_that_is_down(slack: Slack, carol: Person) -> None:
    slack.send_to("http://127.0.0.1:9/slack/events")

    await carol.says("C0ACME", "Anybody?")
    await slack.settled()

    assert slack.deliveries[0].reason == "connection_failed"
    assert slack.deliveries[0].attempts == 4


async def test_an_event_by_hand(app: Reference, slack: Slack) -> None:
    event = {"type": "reaction_added", "user": "U0ADA", "reaction": "eyes", "item": {}}

    await slack.send_event(event, event_id="Ev1", team_id="T0ELSE")
    await slack.send_event(event, event_id="Ev1")

    assert [body["event_id"] for body in app.bodies] == ["Ev1", "Ev1"]
    assert app.bodies[0]["team_id"] == "T0ELSE"
