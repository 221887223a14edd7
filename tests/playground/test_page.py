"""What the page asks for and is told."""

import base64

import aiohttp
import pytest

from playground import Slack
from playground.hooks import Hook, Request
from playground.sample import MANIFEST
from tests.playground.reference import Json, Reference, button, modal, question


class Browser:
    """One person's page."""

    def __init__(self, slack: Slack, http: aiohttp.ClientSession, user: str) -> None:
        self.slack, self.http, self.user = slack, http, user

    async def get(self, path: str, **query: str) -> Json:
        params = {"as": self.user, **query}
        async with self.http.get(f"{self.slack.page_url}playground/{path}", params=params) as got:
            return dict(await got.json())

    async def act(self, act: str, **asked: object) -> Json:
        url = f"{self.slack.page_url}playground/act"
        async with self.http.post(url, json={"as": self.user, "act": act, **asked}) as got:
            return dict(await got.json())


@pytest.fixture
def ada_page(slack: Slack, http: aiohttp.ClientSession) -> Browser:
    return Browser(slack, http, "U0ADA")


@pytest.fixture
def carol_page(slack: Slack, http: aiohttp.ClientSession) -> Browser:
    return Browser(slack, http, "U0CAROL")


async def test_the_page_itself(slack: Slack, http: aiohttp.ClientSession) -> None:
    async with http.get(slack.page_url) as index:
        assert "main.js" in await index.text()
    async with http.get(f"{slack.page_url}main.js") as script:
        assert script.status == 200
    async with http.get(f"{slack.page_url}avatars/U0ADA.svg") as avatar:
        assert avatar.content_type == "image/svg+xml"


async def test_state(carol_page: Browser) -> None:
    state = await carol_page.get("state")

    assert state["me"] == "U0CAROL"
    assert [channel["id"] for channel in state["channels"]] == ["C0ACME"]
    assert state["public"] == {"C0ACME": "acme-support"}
    assert state["channels"][0]["app_is_member"]
    assert len(state["people"]) == 9
    assert [command["command"] for command in state["app"]["commands"]] == ["/look"]
    assert state["emoji"]["eyes"] == "👀"


async def test_a_button_lets_another_system_say_something(http: aiohttp.ClientSession) -> None:
    hooks: list[Hook] = []
    async with Slack(MANIFEST, hooks=hooks) as slack:
        page = Browser(slack, http, "U0ADA")
        said = Request(f"{slack.page_url}playground/act", {"content-type": "text/plain"}, b"hi")
        hooks.append(Hook("Billing", "A payment fails", "An engineer hears of it", lambda: [said]))

        assert (await page.get("state"))["hooks"] == [
            {"group": "Billing", "title": "A payment fails", "about": "An engineer hears of it"}
        ]
        async with http.post(f"{slack.page_url}playground/send", json={"hook": 0}) as answer:
            assert answer.status == 400
            assert "The page speaks JSON" in (await answer.json())["error"]
        async with http.post(f"{slack.page_url}playground/send", json={"hook": 1}) as answer:
            assert "no such button" in (await answer.json())["error"]


async def test_saying_and_reading(app: Reference, carol_page: Browser, ada_page: Browser) -> None:
    file = {"name": "a.txt", "type": "text/plain", "base64": base64.b64encode(b"hi").decode()}
    said = await carol_page.act("says", channel="C0ACME", text="Look", files=[file])
    await ada_page.act("says", channel="C0ACME", text="Hm", thread_ts=said["result"])

    top = (await ada_page.get("messages", channel="C0ACME"))["messages"]
    thread = await ada_page.get("messages", channel="C0ACME", thread_ts=said["result"])
    (message,) = top
    assert message["reply_count"] == 1
    assert [each["text"] for each in thread["messages"]] == ["Look", "Hm"]
    url = carol_page.slack.page_url + message["files"][0]["page_url"].lstrip("/")
    assert await (await carol_page.http.get(url)).text() == "hi"


async def test_what_cannot_be_done_is_said_in_words(carol_page: Browser) -> None:
    refused = await carol_page.act("says", channel="C0TRIAGE", text="Hello?")
    unknown = await carol_page.act("dances")

    assert refused == {"ok": False, "error": "Carol Chen is not in support-triage"}
    assert not unknown["ok"]


async def test_a_modal_on_the_page(app: Reference, ada_page: Browser) -> None:
    async def show(ack, body) -> None:  # type: ignore[no-untyped-def]
        await ack()
        await app.client.views_open(trigger_id=body["trigger_id"], view=modal(question("why")))

    app.bolt.action("open")(show)
    app.bolt.view("form")(app.keep)
    row = {"type": "actions", "elements": [button("open")]}
    card = await app.client.chat_postMessage(channel="C0ACME", text="x", blocks=[row])
    url = f"{ada_page.slack.page_url}playground/live?as=U0ADA"

    async with ada_page.http.ws_connect(url) as live:
        await ada_page.act("clicks", channel="C0ACME", ts=card["ts"], action_id="open")
        opened = await live.receive_json()
        state = {"why": {"why": {"type": "plain_text_input", "value": "Because"}}}
        result = await ada_page.act("submits", values=state)
        closed = await live.receive_json()
    assert opened["stack"][0]["callback_id"] == "form"
    assert closed == {"type": "modal", "stack": []}
    assert result == {"ok": True, "result": {}}
    assert app.bodies[-1]["view"]["state"]["values"]["why"]["why"]["value"] == "Because"


async def test_pages_hear_of_changes_once(app: Reference, slack: Slack, ada_page: Browser) -> None:
    url = f"{slack.page_url}playground/live?as=U0ADA"
    async with ada_page.http.ws_connect(url) as live:
        await ada_page.act("says", channel="C0TRIAGE", text="One")
        news = await live.receive_json()

    assert news == {"type": "changed", "channel": "C0TRIAGE"}


async def test_the_home_tab(app: Reference, ada_page: Browser) -> None:
    assert await ada_page.get("home") == {"view": None}
    assert app.events[-1]["type"] == "app_home_opened"


async def test_the_app_hears_once_that_its_home_tab_is_open(
    app: Reference, ada_page: Browser
) -> None:
    await ada_page.get("home")
    await app.client.views_publish(user_id="U0ADA", view={"type": "home", "blocks": []})

    seen = await ada_page.get("home", again="true")

    assert seen["view"]["type"] == "home"
    assert [event["type"] for event in app.events] == ["app_home_opened"]


async def test_the_log(app: Reference, carol_page: Browser) -> None:
    await carol_page.act("says", channel="C0ACME", text="Look")
    await app.client.api_test()

    log = await carol_page.get("log")

    assert log["calls"][-1]["method"] == "api.test"
    assert log["deliveries"][-1]["envelope"]["event"]["text"] == "Look"
    assert log["deliveries"][-1]["outcome"] == "acknowledged"
