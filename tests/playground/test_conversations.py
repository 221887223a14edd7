"""Channels, their history, and who is in them."""

import pytest
from slack_sdk.errors import SlackApiError

from playground import Person
from tests.playground.reference import Reference, error


async def test_history_comes_in_pages(app: Reference, carol: Person) -> None:
    stamps = [await carol.says("C0ACME", f"{number}") for number in range(5)]
    await carol.says("C0ACME", "reply", thread_ts=stamps[0])

    pages = [
        page["messages"]
        async for page in await app.client.conversations_history(channel="C0ACME", limit=2)
    ]
    since = await app.client.conversations_history(channel="C0ACME", oldest=stamps[3])
    until = await app.client.conversations_history(
        channel="C0ACME", latest=stamps[1], inclusive=True
    )

    texts = [[message["text"] for message in page] for page in pages]
    assert texts == [["4", "3"], ["2", "1"], ["0"]]
    assert [message["text"] for message in since["messages"]] == ["4"]
    assert [message["text"] for message in until["messages"]] == ["1", "0"]


async def test_replies_begin_with_the_root(app: Reference, carol: Person) -> None:
    root = await carol.says("C0ACME", "It broke")
    reply = await carol.says("C0ACME", "Again", thread_ts=root)

    answer = await app.client.conversations_replies(channel="C0ACME", ts=reply)

    assert [message["ts"] for message in answer["messages"]] == [root, reply]
    assert answer["messages"][0]["reply_count"] == 1


async def test_who_is_who(app: Reference) -> None:
    carol = (await app.client.users_info(user="U0CAROL"))["user"]
    ada = (await app.client.users_lookupByEmail(email="ada@example.example"))["user"]
    home = (await app.client.users_list())["members"]

    assert (carol["team_id"], carol["is_stranger"]) == ("T0ACME", False)
    assert carol["profile"]["email"] == "carol@acme.example"
    assert ada["id"] == "U0ADA"
    assert "U0CAROL" not in [user["id"] for user in home]
    with pytest.raises(SlackApiError) as refused:
        await app.client.users_lookupByEmail(email="carol@acme.example")
    assert error(refused) == "users_not_found"


async def test_channels(app: Reference) -> None:
    acme = (await app.client.conversations_info(channel="C0ACME"))["channel"]
    members = (await app.client.conversations_members(channel="C0ACME"))["members"]
    mine = (await app.client.users_conversations(types="public_channel,private_channel"))[
        "channels"
    ]
    listed = (await app.client.conversations_list(types="public_channel", limit=3))["channels"]

    assert (acme["is_ext_shared"], acme["is_member"]) == (True, True)
    assert "U0CAROL" in members
    assert {channel["id"] for channel in mine} >= {"C0TRIAGE", "C0ACME"}
    assert "C0ENG" not in {channel["id"] for channel in mine}
    assert len(listed) == 3


async def test_an_incident_channel(app: Reference, ada: Person) -> None:
    channel = (await app.client.conversations_create(name="incident-7"))["channel"]["id"]
    await app.client.conversations_invite(channel=channel, users="U0ADA,U0OLGA")
    await app.client.conversations_setTopic(channel=channel, topic="SEV1")
    ts = (await app.client.chat_postMessage(channel=channel, text="Here"))["ts"]
    await app.client.pins_add(channel=channel, timestamp=ts)
    await app.client.bookmarks_add(
        channel_id=channel, title="Runbook", type="link", link="https://runbook.example"
    )

    assert ada.sees(channel)[-1]["pinned_to"] == [channel]
    assert (await app.client.conversations_info(channel=channel))["channel"]["topic"]["value"]
    assert len((await app.client.bookmarks_list(channel_id=channel))["bookmarks"]) == 1
    with pytest.raises(SlackApiError) as taken:
        await app.client.conversations_create(name="incident-7")
    assert error(taken) == "name_taken"


async def test_a_direct_message(app: Reference, carol: Person) -> None:
    channel = (await app.client.conversations_open(users="U0CAROL"))["channel"]["id"]

    await app.client.chat_postMessage(channel=channel, text="Between us")

    assert [message["text"] for message in carol.sees(channel)] == ["Between us"]
