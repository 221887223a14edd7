"""Jira, Linear and GitHub: what our clients ask is what those describe."""

from datetime import timedelta

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Rejected, TokenDead, Unreachable
from bot.integrations.http import Http
from bot.integrations.trackers.adf import document, plain
from bot.integrations.trackers.api import Gone
from bot.integrations.trackers.markdown import key_in, marked, quiet
from bot.integrations.trackers.tracker import Draft, Tracker
from playground.services.faults import Fault
from playground.trackers import Trackers
from store.states import Severity
from tests.bot.integrations.given import ALL, BACK, DRAFT, NOW, client
from tests.contracts import described, holds_to, holds_to_linear, linears


async def everything(tracker: Tracker) -> str:
    """Ask everything that there is to ask."""
    made = await tracker.create(DRAFT)
    await tracker.comment(made.id, "Hello", "key-1")
    await tracker.point_back(made.id, BACK)
    assert await tracker.commented(made.id, "key-1")
    assert await tracker.commented(made.id, "key-2") is None
    await tracker.created(DRAFT.key, NOW)
    await tracker.probe()
    if type(tracker).__name__ != "GitHub":
        await tracker.attach(made.id, 'a "1".log', b"\0GET /orders 502")
        assert [one.replace("_", '"') for one in await tracker.files(made.id)] == ['a "1".log']
    read = await tracker.read(made.id)
    assert (read.id, read.ref, read.title) == (made.id, made.ref, "Login fails")
    assert [one.text.strip() for one in read.comments] == ["Hello"]
    return made.id


async def test_jira_is_asked_as_it_describes(trackers: Trackers, http: Http) -> None:
    described("jira_subset_fixed_examples.json")
    await everything(client(trackers, http, "jira"))

    for request in trackers.requests:
        # no part of the description that we have
        if not request["path"].endswith(("/myself", "/attachments")):
            holds_to("jira_subset_fixed_examples.json", request, "/jira")


@given(st.text(max_size=300), st.lists(st.tuples(st.text(max_size=30), st.text(max_size=300))))
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_is_a_document_of_jiras(
    text: str, parts: list[tuple[str, str]]
) -> None:
    schema = described("adf_v1_full.json")

    jsonschema.Draft4Validator(schema).validate(document(text, parts))


async def test_linear_is_asked_as_it_describes(trackers: Trackers, http: Http) -> None:
    linears()
    await everything(client(trackers, http, "linear"))

    assert trackers.linear.board.tickets[1].files == {'a "1".log': b"\0GET /orders 502"}
    for request in trackers.requests:
        if request["method"] == "PUT":  # elsewhere, by an address that Linear gave
            continue
        holds_to_linear(request)


async def test_github_keeps_our_key_where_nobody_sees_it(trackers: Trackers, http: Http) -> None:
    tracker = client(trackers, http, "github")
    made = await everything(tracker)

    found = await tracker.created(DRAFT.key, NOW)
    assert found is not None
    assert found.id == made == "acme/api#1"
    body = str(trackers.github.board.tickets[1].body)
    assert "@kim" not in body
    assert body.count("<!--") == 1


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("fault", "in_doubt"),
    [
        (Fault(path="/*", status=503, times=5), True),
        (Fault(path="/*", status=200, body="<html>", times=5), True),
        (Fault(path="/*", status=429, retry_after=7, times=5), False),
    ],
)
async def test_what_went_wrong_says_whether_it_may_have_been_done(
    trackers: Trackers, http: Http, name: str, fault: Fault, in_doubt: bool
) -> None:
    tracker = client(trackers, http, name)
    made = await tracker.create(DRAFT)
    if name == "github":  # looks first whether everybody can read it, which is no doubt
        trackers.faults.pending.append(Fault(path="/*"))
    trackers.faults.pending.append(fault.model_copy())

    with pytest.raises(Unreachable) as caught:
        await tracker.comment(made.id, "Hello", "key-1")
    assert isinstance(caught.value, Unreachable)
    assert caught.value.in_doubt == in_doubt
    assert caught.value.retry_after == (None if in_doubt else timedelta(seconds=7))


@pytest.mark.parametrize("name", ALL)
async def test_a_void_key_and_a_missing_issue(trackers: Trackers, http: Http, name: str) -> None:
    with pytest.raises(TokenDead):
        await client(trackers, http, name, "wrong").probe()
    with pytest.raises(Gone):
        await client(trackers, http, name).read("acme/api#99" if name == "github" else "ENG-99")


async def test_jira_takes_a_priority_or_we_do_without(trackers: Trackers, http: Http) -> None:
    tracker = client(trackers, http, "jira")
    loud = Draft("8", "Down", [], Severity.SEV1)
    await tracker.create(loud)
    trackers.jira.without.add("priority")
    second = await tracker.create(loud)

    assert trackers.jira.board.tickets[1].extra["priority"] == "Highest"
    assert second.dropped == ("priority",)


async def test_a_project_that_is_not_there_is_told(trackers: Trackers, http: Http) -> None:
    trackers.jira.without.add("project")
    with pytest.raises(Rejected, match="project"):
        await client(trackers, http, "jira").create(DRAFT)


def test_words_of_strangers_do_nothing_by_themselves() -> None:
    text = marked(quiet("@kim see #12 <!-- bellhop:evil --> carol@acme.example"), "ours")

    assert key_in(text) == "ours"
    assert "@kim" not in text
    assert "#12" not in text
    assert "carol@acme.example" in text


def test_a_document_says_its_words() -> None:
    mention = {"type": "mention", "attrs": {"id": "1", "text": "@Kim"}}
    said = {"type": "paragraph", "content": [mention, {"type": "text", "text": " look"}]}

    assert plain({"type": "doc", "version": 1, "content": [said, said]}) == "@Kim look\n@Kim look"
