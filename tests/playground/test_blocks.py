"""What Slack refuses in blocks and views."""

import pytest

from playground.blocks import checked, checked_view
from playground.errors import Json, Refused
from tests.playground.reference import button, modal, plain, question, section


def option(value: str, **extra: object) -> Json:
    return {"text": plain(value or "x"), "value": value, **extra}


def select(*options: Json, **extra: object) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [*options], **extra}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": [*elements]}


def complaints(*blocks: Json) -> str:
    try:
        checked([*blocks], "message", lambda prefix: prefix)
    except Refused as refused:
        return " ".join(refused.body["response_metadata"]["messages"])
    return ""


FINE = [
    section("x" * 3000),
    {"type": "section", "fields": [plain("f")] * 10},
    section("x", accessory={**button("a", "v" * 2000), "style": "danger"}),
    actions(*(button(f"a{number}") for number in range(25))),
    actions(select(*(option(f"{number}") for number in range(100)))),
    {"type": "context", "elements": [plain("x"), {"type": "mrkdwn", "text": "*y*"}]},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "markdown", "text": "# Hello"},
    {**actions(select(option("1"), initial_option=option("1")))},
    question("why"),
]
REFUSED = [
    (section("x" * 3001), "/blocks/0/text/text"),
    (section(""), "more than 0 characters"),
    ({"type": "section"}, "text or fields"),
    ({"type": "section", "fields": [plain("f")] * 11}, "no more than 10"),
    (section("x", accessory={"type": "plain_text_input"}), "unsupported type"),
    (section("x", block_id="b" * 256), "less than 256"),
    (section("x", colour="red"), "additional property: colour"),
    ({"type": "marquee"}, "unsupported type: marquee"),
    ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    (actions(), "no fewer than 1"),
    (actions(*(button(f"a{number}") for number in range(26))), "no more than 25"),
    (actions(button("same"), button("same")), "already exists in this block"),
    (actions({**button("a"), "text": plain("x" * 76)}), "less than 76"),
    (actions(button("a", "v" * 2001)), "less than 2001"),
    (actions(button("a" * 256)), "less than 256"),
    (actions({**button("a"), "style": "blue"}), "must be one of"),
    (actions({**button("a"), "confirm": {"title": plain("x")}}), "missing required field"),
    (actions(select()), "no fewer than 1"),
    (actions(select(*(option(f"{number}") for number in range(101)))), "no more than 100"),
    (actions(select(option("x" * 76))), "less than 76"),
    (actions(select({"text": plain("x"), "value": "v" * 151})), "less than 151"),
    (actions(select(option("1"), initial_option=option("2"))), "must match"),
    (actions({**select(option("1")), "type": "multi_static_select"}), "unsupported type"),
    (actions({"type": "overflow", "options": [option("1")] * 6}), "no more than 5"),
    (actions({"type": "datepicker", "initial_date": "tomorrow"}), "invalid date"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10"),
    ({"type": "context", "elements": [button("a")]}, "unsupported type: button"),
    ({"type": "image", "image_url": "https://example.com/a.png"}, "alt_text"),
    ({"type": "markdown", "text": "x" * 12_001}, "less than 12001"),
    ({"type": "input", "label": plain("x"), "element": button("a")}, "unsupported type"),
    ({"type": "table", "rows": [[{}] * 21]}, "no more than 20 cells"),
    ("text", "must be an object"),
]


@pytest.mark.parametrize("block", FINE, ids=lambda block: block["type"])
def test_blocks_slack_takes(block: Json) -> None:
    assert complaints(block) == ""


@pytest.mark.parametrize(("block", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_blocks_slack_refuses(block: Json, reason: str) -> None:
    assert reason in complaints(block)


def test_a_message_as_a_whole() -> None:
    assert "no more than 50" in complaints(*[{"type": "divider"}] * 51)
    assert "already exists" in complaints(section("x", block_id="a"), section("y", block_id="a"))
    long = {"type": "markdown", "text": "x" * 7000}
    assert "of markdown in all" in complaints(long, long)


def test_every_block_gets_an_id() -> None:
    ids = iter("ab")

    blocks = checked([section("x"), section("y", block_id="own")], "message", lambda _: next(ids))

    assert [block["block_id"] for block in blocks] == ["a", "own"]


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(section("x"), title=plain("x" * 25)), "less than 25"),
        (modal(section("x"), submit=plain("x" * 25)), "less than 25"),
        (modal(section("x"), private_metadata="x" * 3001), "less than 3001"),
        (modal(section("x"), callback_id="x" * 256), "less than 256"),
        (modal(question("x"), submit=None), "submit is required"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100"),
        (modal({"type": "markdown", "text": "x"}), "in a modal"),
        ({"type": "home", "blocks": []}, "must be one of"),
        ({"type": "modal", "title": plain("x")}, "must be an array"),
    ],
)
def test_modals_slack_refuses(view: Json, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_view(view, "modal", lambda prefix: prefix)

    assert refused.value.body["error"] == "invalid_arguments"
    assert reason in " ".join(refused.value.body["response_metadata"]["messages"])


def test_a_view_that_is_too_large() -> None:
    view = modal(*(section("x" * 3000) for _ in range(90)))

    with pytest.raises(Refused, match="view_too_large"):
        checked_view(view, "modal", lambda prefix: prefix)
