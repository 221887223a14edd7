"""The Web API, as slack_sdk's own client sees it."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Slack
from tests.playground.reference import Json, Reference, error, section


async def test_auth(app: Reference, slack: Slack) -> None:
    answer = await app.client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0HOME", "U0BOT", "B0BOT")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert slack.calls[-1].method == "auth.test"


@pytest.mark.parametrize(("token", "reason"), [("", "not_authed"), ("xoxb-else", "invalid_auth")])
async def test_wrong_tokens(slack: Slack, token: str, reason: str) -> None:
    client = AsyncWebClient(token, base_url=slack.api_url)

    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()

    assert error(refused) == reason


async def test_a_revoked_token_comes_back_to_life(app: Reference, slack: Slack) -> None:
    slack.revoke_token()
    with pytest.raises(SlackApiError) as refused:
        await app.client.auth_test()
    slack.restore_token()

    assert error(refused) == "token_revoked"
    assert (await app.client.auth_test())["ok"]


async def test_a_missing_scope_is_named(app: Reference, slack: Slack) -> None:
    slack.scopes.discard("groups:history")

    with pytest.raises(SlackApiError) as refused:
        await app.client.conversations_history(channel="C0TRIAGE")

    assert error(refused) == "missing_scope"
    assert refused.value.response["needed"] == "groups:history"
    assert (await app.client.conversations_history(channel="C0ACME"))["messages"] == []


async def test_unknown_methods(app: Reference) -> None:
    with pytest.raises(SlackApiError) as refused:
        await app.client.api_call("chat.shout")

    assert error(refused) == "unknown_method"


async def test_a_post_and_its_echo(app: Reference, slack: Slack, carol: Person) -> None:
    metadata = {"event_type": "sent", "event_payload": {"id": "7"}}
    posted = await app.client.chat_postMessage(
        channel="C0ACME", text="Hello", blocks=[section("*Hello*")], metadata=metadata
    )
    await slack.settled()

    (echo,) = app.events
    assert (echo["bot_id"], echo["app_id"], echo["ts"]) == ("B0BOT", "A0APP", posted["ts"])
    assert echo["metadata"] == metadata
    assert posted["message"]["blocks"][0]["block_id"]
    assert carol.sees("C0ACME")[0]["text"] == "Hello"


async def test_metadata_is_only_read_when_asked_for(app: Reference) -> None:
    metadata = {"event_type": "sent", "event_payload": {"id": "7"}}
    await app.client.chat_postMessage(channel="C0ACME", text="Hello", metadata=metadata)

    plain = await app.client.conversations_history(channel="C0ACME")
    whole = await app.client.conversations_history(channel="C0ACME", include_all_metadata=True)

    assert plain["messages"][0]["metadata"] == {"event_type": "sent"}
    assert whole["messages"][0]["metadata"] == metadata


async def test_another_name_and_face(app: Reference, slack: Slack) -> None:
    disguise: Json = {"username": "Ada", "icon_emoji": ":eyes:"}
    posted = await app.client.chat_postMessage(channel="C0ACME", text="Hi", **disguise)
    slack.scopes.discard("chat:write.customize")

    assert posted["message"]["subtype"] == "bot_message"
    assert posted["message"]["username"] == "Ada"
    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postMessage(channel="C0ACME", text="Hi", **disguise)
    assert error(refused) == "missing_scope"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0ENG", "text": "x"}, "not_in_channel"),
        ({"channel": "C0NEW", "text": "x"}, "not_in_channel"),
        ({"channel": "C0ACME"}, "no_text"),
        ({"channel": "C0ACME", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0ACME", "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": "C0ACME", "text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"channel": "C0ACME", "text": "x", "metadata": {}}, None),
        ({"channel": "C0ACME", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    ],
)
async def test_posts_slack_refuses(app: Reference, asked: Json, reason: str | None) -> None:
    if reason is None:
        assert (await app.client.api_call("chat.postMessage", json=asked))["ok"]
        return
    with pytest.raises(SlackApiError) as refused:
        await app.client.api_call("chat.postMessage", json=asked)

    assert error(refused) == reason


async def test_an_archived_channel(app: Reference) -> None:
    channel = (await app.client.conversations_create(name="incident-1"))["channel"]["id"]
    await app.client.conversations_archive(channel=channel)

    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postMessage(channel=channel, text="Too late")

    assert error(refused) == "is_archived"


async def test_only_own_messages_can_be_changed(app: Reference, carol: Person) -> None:
    theirs = await carol.says("C0ACME", "Mine")
    ours = (await app.client.chat_postMessage(channel="C0ACME", text="Ours"))["ts"]

    await app.client.chat_update(channel="C0ACME", ts=ours, text="Better")
    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_update(channel="C0ACME", ts=theirs, text="No")
    with pytest.raises(SlackApiError) as missing:
        await app.client.chat_update(channel="C0ACME", ts="1.000000", text="No")

    assert [message["text"] for message in carol.sees("C0ACME")] == ["Mine", "Better"]
    assert error(refused) == "cant_update_message"
    assert error(missing) == "message_not_found"
    await app.client.chat_delete(channel="C0ACME", ts=ours)
    assert [message["text"] for message in carol.sees("C0ACME")] == ["Mine"]


async def test_an_update_keeps_what_it_does_not_name(app: Reference, carol: Person) -> None:
    posted = await app.client.chat_postMessage(channel="C0ACME", text="One", blocks=[section("1")])
    at = {"channel": "C0ACME", "ts": str(posted["ts"])}

    await app.client.api_call("chat.update", json={**at, "blocks": [section("2")]})
    (drawn,) = carol.sees("C0ACME")
    await app.client.api_call("chat.update", json={**at, "text": "Two"})
    (plain,) = carol.sees("C0ACME")

    assert (drawn["text"], drawn["blocks"][0]["text"]["text"]) == ("One", "2")
    assert "edited" not in drawn
    assert "blocks" not in plain
    assert plain["edited"]["user"] == "U0BOT"


async def test_waiting_for_a_call(app: Reference, slack: Slack) -> None:
    waiting = asyncio.ensure_future(slack.called("api.test", times=2))
    await app.client.api_test(first="1")
    await app.client.api_test(second="2")

    first, second = await waiting
    assert (first.args, second.args) == ({"first": "1"}, {"second": "2"})
    with pytest.raises(TimeoutError):
        await slack.called("chat.update", within=0.01)


async def test_an_ephemeral_message_is_for_one(app: Reference, ada: Person, carol: Person) -> None:
    await app.client.chat_postEphemeral(channel="C0ACME", user="U0ADA", text="Psst")
    with pytest.raises(SlackApiError) as refused:
        await app.client.chat_postEphemeral(channel="C0ACME", user="U0MAX", text="Psst")

    assert [message["text"] for message in ada.sees("C0ACME")] == ["Psst"]
    assert carol.sees("C0ACME") == []
    assert error(refused) == "user_not_in_channel"


async def test_reactions_of_the_app(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")
    await app.client.reactions_add(channel="C0ACME", timestamp=ts, name="eyes")

    with pytest.raises(SlackApiError) as twice:
        await app.client.reactions_add(channel="C0ACME", timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError) as unknown:
        await app.client.reactions_add(channel="C0ACME", timestamp=ts, name="no_such_thing")
    await app.client.reactions_remove(channel="C0ACME", timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError) as gone:
        await app.client.reactions_remove(channel="C0ACME", timestamp=ts, name="eyes")

    reasons = [error(each) for each in (twice, unknown, gone)]
    assert reasons == ["already_reacted", "invalid_name", "no_reaction"]


async def test_permalinks(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")

    link = (await app.client.chat_getPermalink(channel="C0ACME", message_ts=ts))["permalink"]

    assert link == f"https://example.slack.com/archives/C0ACME/p{ts.replace('.', '')}"


async def test_a_file_goes_up_and_down(
    app: Reference, slack: Slack, ada: Person, http: aiohttp.ClientSession
) -> None:
    await app.client.files_upload_v2(channel="C0TRIAGE", content="boom", filename="log.txt")

    (file,) = ada.sees("C0TRIAGE")[0]["files"]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.get(file["url_private"], headers=headers) as answer:
        assert await answer.text() == "boom"
    async with http.get(file["url_private"]) as answer:
        assert "Sign in" in await answer.text()
