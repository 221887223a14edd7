"""`fields:` and `canned:` of bellhop.yml, and how mistakes in them are told."""

import pytest

from bot.config.config import Config
from bot.config.fields import FieldType
from bot.config.load import parse
from bot.errors import Misconfigured

SMALLEST = "desk: {triage: C0TRIAGE}\n"


def read(text: str) -> Config:
    return parse((SMALLEST + text).encode())


def test_fields_have_a_type_and_maybe_a_label_and_choices() -> None:
    fields = read(
        "fields: {region: {type: choice, choices: [eu, no]}, order: {type: text, label: Order}}"
    ).fields

    assert fields["region"].choices == ("eu", "no")
    assert (fields["order"].type, fields["order"].label) == (FieldType.text, "Order")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fields: {region: {type: choice}}", "what can be chosen"),
        ("fields: {region: {type: choice, choices: [eu, eu]}}", "a choice is there twice"),
        ("fields: {region: {type: choice, choices: [none]}}", "none is no choice"),
        ("fields: {order: {type: text, choices: [a]}}", "for the type choice only"),
        ("fields: {Order No: {type: text}}", "a name of a field"),
        ("fields: {order: {type: colour}}", "fields.order.type"),
        ("fields: {order: {}}", "fields.order.type: is missing"),
        ("canned: {refund: ''}", "canned.refund"),
        (f"canned: {{refund: {'x' * 3001}}}", "canned.refund"),
    ],
)
def test_a_mistake_is_told(text: str, problem: str) -> None:
    with pytest.raises(Misconfigured, match=problem):
        read(text)
