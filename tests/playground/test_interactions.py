"""Clicks, modals, commands and shortcuts."""

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError

from playground import AppSilent, NotPossible, Person, Slack
from tests.fakes import FakeClock
from tests.playground.reference import Json, Reference, button, modal, plain, question, section


async def card(app: Reference, *elements: Json, channel: str = "C0ACME") -> str:
    blocks = [section("A card"), {"type": "actions", "block_id": "row", "elements": [*elements]}]
    posted = await app.client.chat_postMessage(channel=channel, text="A card", blocks=blocks)
    return str(posted["ts"])


async def open_modal(app: Reference, person: Person, view: Json) -> None:
    async def show(ack: AsyncAck, body: Json) -> None:
        await ack()
        await app.client.views_open(trigger_id=body["trigger_id"], view=view)

    app.bolt.action("open")(show)
    ts = await card(app, button("open"))
    await person.clicks("C0ACME", ts, "open")


async def test_a_click_by_a_customer(app: Reference, carol: Person) -> None:
    app.bolt.action("claim")(app.keep)
    ts = await card(app, button("claim", "1"), button("other"))
    await carol.clicks("C0ACME", ts, "claim")

    body = app.bodies[-1]
    assert body["type"] == "block_actions"
    assert (body["user"]["team_id"], body["team"]["id"]) == ("T0ACME", "T0HOME")
    assert body["actions"][0]["value"] == "1"
    assert body["actions"][0]["block_id"] == "row"
    assert body["container"]["message_ts"] == body["message"]["ts"] == ts
    assert body["channel"]["id"] == "C0ACME"


async def test_two_elements_with_one_name_are_told_apart(app: Reference, ada: Person) -> None:
    app.bolt.action("score")(app.keep)
    first = {"type": "actions", "elements": [button("score", "1")]}
    second = {"type": "actions", "elements": [button("score", "2")]}
    posted = await app.client.chat_postMessage(channel="C0ACME", text="x", blocks=[first, second])

    with pytest.raises(NotPossible):
        await ada.clicks("C0ACME", posted["ts"], "score")
    await ada.clicks("C0ACME", posted["ts"], "score", value="2")

    assert app.bodies[-1]["actions"][0]["value"] == "2"


async def test_a_button_in_an_attachment(app: Reference, ada: Person) -> None:
    app.bolt.action("claim")(app.keep)
    row = {"type": "actions", "elements": [button("claim", "1")]}
    attachments = [{"fallback": "x", "color": "#123456", "blocks": [row]}]
    posted = await app.client.chat_postMessage(channel="C0ACME", attachments=attachments)
    await ada.clicks("C0ACME", str(posted["ts"]), "claim")

    assert app.bodies[-1]["actions"][0]["value"] == "1"


async def test_outsiders_cannot_click_what_they_cannot_see(app: Reference, slack: Slack) -> None:
    ts = await card(app, button("claim"))

    with pytest.raises(NotPossible, match="not in"):
        await slack.person("dave").clicks("C0ACME", ts, "claim")


async def test_a_select_in_a_message(app: Reference, ada: Person) -> None:
    app.bolt.action("pick")(app.keep)
    options = [{"text": plain(name), "value": name} for name in ("low", "high")]
    ts = await card(app, {"type": "static_select", "action_id": "pick", "options": options})
    await ada.clicks("C0ACME", ts, "pick", selected="high")

    body = app.bodies[-1]
    assert body["actions"][0]["selected_option"] == options[1]
    assert body["state"]["values"]["row"]["pick"]["selected_option"] == options[1]
    with pytest.raises(NotPossible, match="no option"):
        await ada.clicks("C0ACME", ts, "pick", selected="middling")


async def test_an_app_that_does_not_answer(app: Reference, ada: Person) -> None:
    ts = await card(app, button("nobody_listens"))

    with pytest.raises(AppSilent):
        await ada.clicks("C0ACME", ts, "nobody_listens")


async def test_response_url(app: Reference, ada: Person, carol: Person) -> None:
    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Only for you")
        await respond("For all", response_type="in_channel")
        await respond("Card replaced", replace_original=True)

    app.bolt.action("claim")(answer)
    ts = await card(app, button("claim"))
    await ada.clicks("C0ACME", ts, "claim")

    assert {m["text"] for m in ada.sees("C0ACME")} == {"Card replaced", "Only for you", "For all"}
    assert {m["text"] for m in carol.sees("C0ACME")} == {"Card replaced", "For all"}


async def test_response_url_wears_out(
    app: Reference, ada: Person, http: aiohttp.ClientSession, clock: FakeClock
) -> None:
    app.bolt.action("claim")(app.keep)
    ts = await card(app, button("claim"))
    await ada.clicks("C0ACME", ts, "claim")
    url = app.bodies[-1]["response_url"]

    statuses = [(await http.post(url, json={"text": "again"})).status for _ in range(6)]
    clock.advance(seconds=31 * 60)
    late = await http.post(url, json={"text": "late"})

    assert statuses == [200] * 5 + [404]
    assert late.status == 404


async def test_a_modal_is_filled_in_and_submitted(app: Reference, carol: Person) -> None:
    app.bolt.view("form")(app.keep)
    await open_modal(app, carol, modal(question("title"), private_metadata="7"))
    missing = await carol.submits()
    assert missing == {"title": "Please complete this required field."}
    assert await carol.submits({"title": "It broke"}) == {}

    body = app.bodies[-1]
    assert body["type"] == "view_submission"
    assert body["view"]["state"]["values"]["title"]["title"]["value"] == "It broke"
    assert body["view"]["private_metadata"] == "7"
    assert body["team"]["id"] == body["user"]["team_id"] == "T0ACME"
    assert body["view"]["app_installed_team_id"] == "T0HOME"
    assert carol.modal is None


async def test_errors_keep_the_modal_open(app: Reference, ada: Person) -> None:
    async def complain(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"title": "Too vague"})

    app.bolt.view("form")(complain)
    await open_modal(app, ada, modal(question("title")))

    assert await ada.submits({"title": "x"}) == {"title": "Too vague"}
    assert ada.modal is not None


async def test_update_push_and_clear(app: Reference, ada: Person) -> None:
    answers: list[Json] = [
        {"response_action": "update", "view": modal(question("second"), callback_id="form")},
        {"response_action": "push", "view": modal(question("third"), callback_id="form")},
        {"response_action": "clear"},
    ]

    async def answer(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    app.bolt.view("form")(answer)
    await open_modal(app, ada, modal(question("first")))

    await ada.submits({"first": "1"})
    assert [view["blocks"][0]["block_id"] for view in ada.modals] == ["second"]
    await ada.submits({"second": "2"})
    assert [view["blocks"][0]["block_id"] for view in ada.modals] == ["second", "third"]
    await ada.submits({"third": "3"})
    assert ada.modals == []


async def test_a_permit_is_for_three_seconds_and_one_view(
    app: Reference, ada: Person, clock: FakeClock
) -> None:
    app.bolt.action("claim")(app.keep)
    ts = await card(app, button("claim"))
    view = modal(question("title"))

    await ada.clicks("C0ACME", ts, "claim")
    trigger = app.bodies[-1]["trigger_id"]
    await app.client.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError) as twice:
        await app.client.views_open(trigger_id=trigger, view=view)
    await ada.clicks("C0ACME", ts, "claim")
    clock.advance(seconds=4)
    with pytest.raises(SlackApiError) as late:
        await app.client.views_open(trigger_id=app.bodies[-1]["trigger_id"], view=view)

    assert twice.value.response["error"] == "exchanged_trigger_id"
    assert late.value.response["error"] == "expired_trigger_id"


async def test_a_view_that_changed_meanwhile(app: Reference, ada: Person) -> None:
    await open_modal(app, ada, modal(question("title")))
    assert ada.modal
    view_id, hash_ = ada.modal["id"], ada.modal["hash"]

    await app.client.views_update(view_id=view_id, hash=hash_, view=modal(question("other")))
    with pytest.raises(SlackApiError) as conflict:
        await app.client.views_update(view_id=view_id, hash=hash_, view=modal(question("x")))

    assert conflict.value.response["error"] == "hash_conflict"
    assert ada.modal["id"] == view_id
    assert ada.modal["blocks"][0]["block_id"] == "other"


async def test_picking_in_a_modal_and_closing_it(app: Reference, ada: Person) -> None:
    app.bolt.action("who")(app.keep)
    app.bolt.view_closed("form")(app.keep)
    select = {"type": "users_select", "action_id": "who"}
    view = modal(section("Who?", accessory=select), question("why"), notify_on_close=True)
    await open_modal(app, ada, view)

    await ada.picks("who", "U0BEN", values={"why": "half a wo"})
    await ada.closes()

    picked, closed = app.bodies[-2:]
    assert "half a wo" in str(picked["view"]["state"])
    assert picked["actions"][0]["selected_user"] == "U0BEN"
    assert picked["container"]["type"] == "view"
    assert closed["type"] == "view_closed"
    assert ada.modal is None


async def test_options_that_come_from_the_app(app: Reference, ada: Person) -> None:
    async def options(ack: AsyncAck, payload: Json) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": "1"}])

    app.bolt.options("find")(options)
    ts = await card(app, {"type": "external_select", "action_id": "find", "min_query_length": 1})

    found = await ada.looks_up("find", "T-1", message=("C0ACME", ts))

    assert found["options"][0]["text"]["text"] == "T-1"


async def test_the_home_tab(app: Reference, ada: Person) -> None:
    app.bolt.action("refresh")(app.keep)
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("refresh")]}]}
    await app.client.views_publish(user_id="U0ADA", view=home)

    await ada.clicks_home("refresh")

    body = app.bodies[-1]
    assert body["view"]["type"] == "home"
    assert (body["container"]["type"], body["user"]["id"]) == ("view", "U0ADA")


async def test_a_command(app: Reference, ada: Person) -> None:
    async def look(ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        await ack(f"Looking at {command['text']}")
        await respond("Found it")

    app.bolt.command("/look")(look)

    reply = await ada.types("C0TRIAGE", "/look here and there")

    assert reply["text"] == "Looking at here and there"
    assert {m["text"] for m in ada.sees("C0TRIAGE")} == {"Looking at here and there", "Found it"}


async def test_commands_and_shortcuts_are_for_home_only(app: Reference, carol: Person) -> None:
    ts = await carol.says("C0ACME", "It broke")

    with pytest.raises(NotPossible, match="not a valid command"):
        await carol.types("C0ACME", "/look")
    with pytest.raises(NotPossible, match="no message shortcut"):
        await carol.uses_shortcut("look", "C0ACME", ts)


async def test_shortcuts(app: Reference, ada: Person, carol: Person) -> None:
    app.bolt.shortcut("look")(app.keep)
    app.bolt.shortcut("start")(app.keep)
    ts = await carol.says("C0ACME", "It broke")

    await ada.uses_shortcut("look", "C0ACME", ts)
    await ada.uses_shortcut("start")

    message, start = app.bodies[-2:]
    assert (message["type"], message["message"]["text"]) == ("message_action", "It broke")
    assert start["type"] == "shortcut"
    assert "response_url" not in start
