"""Whatever people write arrives: cut where it is too long, and nothing in it acts by itself."""

import json
from typing import Any

import pytest

from bot.config.integrations import TrackerName
from bot.integrations.http import Http
from bot.integrations.pagerduty import PagerDuty
from bot.integrations.statuspage import Statuspage
from bot.integrations.trackers.adf import plain
from bot.integrations.trackers.markdown import quiet, written
from bot.integrations.trackers.tracker import Draft
from playground.outages import Outages
from playground.trackers import Trackers
from store.states import Severity
from tests.bot.integrations.given import ALL, BACK, NOW, client
from tests.contracts import described, holds_to, holds_to_adf, holds_to_linear, linears

NASTY = {
    "long": "It fails. " * 10_000,
    "names": "@a " * 20_000,
    "many bytes": "\N{PILE OF POO}日本語 " * 12_000,
    "control": "a\0b\x07c\x1b[31m d\r\ne\u2028f",
    "spaces": "foo\u00a0bar\u3000baz",
    "markdown": "```\n<!-- <details> @kim #12 **x** | y |\n# h",
    "nothing": " ",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("name", ALL)
async def test_whatever_is_written_is_filed_and_said(
    trackers: Trackers, http: Http, name: TrackerName, text: str
) -> None:
    tracker = client(trackers, http, name)
    draft = Draft("7", f"T: {text}", [("Steps", text), (text, text), ("Tried", "Turned it off")])
    made = await tracker.create(draft)
    await tracker.comment(made.id, f"Ada: {text}", "key-1")
    await tracker.point_back(made.id, BACK)

    [ticket] = getattr(trackers, name).board.tickets.values()
    assert "\n" not in ticket.title
    assert "Turned it off" in json.dumps(ticket.body)
    assert await tracker.commented(made.id, "key-1")
    for request in trackers.requests:
        _kept(name, request)


def _kept(name: str, request: dict[str, Any]) -> None:
    if name == "linear":
        linears()
        holds_to_linear(request)
    if name == "jira":
        described("adf_v1_full.json")
        holds_to("jira_subset_fixed_examples.json", request, "/jira")
        said = json.loads(request["body"] or "{}")
        for document in (said.get("body"), said.get("fields", {}).get("description")):
            if isinstance(document, dict):
                holds_to_adf(document)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
async def test_whatever_is_written_pages_and_is_told(
    outages: Outages, pager: PagerDuty, page: Statuspage, text: str
) -> None:
    for refuses, key in [(False, "page:1"), (True, "page:2")]:
        outages.pagerduty.refuses = refuses
        details = {"why": text, "people": ["olga"]}
        await pager.page(key, f"T: {text}", Severity.SEV1, details, "https://x.example")
    told = {"name": f"T: {text}", "status": "investigating", "body": f"We look. {text}"}
    await page.open("7", **told, components={})
    assert await page.opened(NOW, "7")
    await page.update("7", "identified", f"Found. {text}", {})
    assert await page.updated(NOW, "7", f"Found. {text}", "identified")

    assert len(outages.pagerduty.incidents) == 2
    for request in outages.requests:
        if request["path"].startswith("/statuspage"):
            holds_to("statuspage_openapi3.json", request, "/statuspage")
        elif request["path"].endswith("enqueue"):
            holds_to("pagerduty_events_v2_openapiv3.json", request, "/pagerduty/v2")
        else:
            holds_to("pagerduty_rest_subset_accept_fixed.json", request, "/pagerduty")


async def test_words_stay_apart_and_emoji_whole(trackers: Trackers, http: Http) -> None:
    text = "10\u00a0000 \N{MAN}\u200d\N{WOMAN}"
    await client(trackers, http, "jira").create(Draft("7", text, [("Steps", text)]))

    [ticket] = trackers.jira.board.tickets.values()
    assert ticket.title == "10 000 \N{MAN}\u200d\N{WOMAN}"
    assert text in plain(ticket.body)


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("_@kim_ /@kim (@kim)", "@kim", ""),
        ("carol@acme.example", "\u200b", "carol@acme.example"),
        ("https://x.example/@kim/#12", "\u200b", "https://x.example/@kim/#12"),
        ("see acme/secret#12 and #12", "#12", "acme/secret"),
        ("&#12;", "\u200b", "&#12;"),
        ("<!-- <details> <PRE> <![CDATA[ <?php", "<!", ""),
        ("<details> </details>", "<d", "<"),
        ("![](https://x.example/seen.png) <IMG src=x>", "![", "https://x.example/seen.png"),
        ("<IMG src=x>", "<I", "src=x"),
        ("List<String> a < b", "\u200b", "List<String>"),
    ],
)
def test_what_others_would_act_on_does_nothing(text: str, gone: str, kept: str) -> None:
    said = quiet(text)

    assert gone not in said
    assert kept in said


@pytest.mark.parametrize("fence", ["```", "~~~~", "  ```python\n``"])
def test_a_block_that_nobody_ended_does_not_swallow_the_rest(fence: str) -> None:
    said = written([("Log", f"{fence}\n502"), ("Tried", "```\nTurned it off\n````")], BACK)

    log, _, tried = said.partition("\n\n### Tried")
    assert log.endswith(f"502\n{fence.strip().partition('python')[0]}")
    assert tried.count("```") == 2
