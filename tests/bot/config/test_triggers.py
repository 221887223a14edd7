"""`triggers:`: the rules of the example, and when a rule counts as changed."""

import re
from pathlib import Path

from pydantic import Field

from bot.config.load import parse
from bot.config.section import digest_of
from bot.config.triggers import On, Trigger


class Tomorrow(Trigger):
    """A rule as a later version may know it."""

    patience: int = 3
    checks: On = Field(default_factory=lambda: On(source="nobody"))


SAID = {"on": {"source": "stripe"}, "where": {"facts.a": 1, "facts.b": {"at_least": 2}}}


def test_the_four_rules_of_the_example_are_right_once_their_hashes_are_gone() -> None:
    text = Path("bellhop.example.yml").read_text("utf-8")
    head, _, rules = text.partition("\nwebhooks:\n")
    config = parse(
        f"{head}\nwebhooks:\n{re.sub(r'^  # ', '  ', rules, flags=re.MULTILINE)}".encode()
    )

    assert [*config.triggers] == [
        "payment-failed",
        "error-rate",
        "onboarding-at-risk",
        "gone-quiet",
    ]


def test_a_rule_is_new_when_somebody_changes_it_and_not_when_we_invent_a_key() -> None:
    before = digest_of(Trigger.model_validate(SAID))
    said_out = {**SAID, "group_wait": "60s", "labels": []}
    other_order = {**SAID, "where": {"facts.b": {"at_least": 2}, "facts.a": 1}}

    assert digest_of(Tomorrow.model_validate(SAID)) == before
    assert digest_of(Trigger.model_validate(said_out)) == before
    assert digest_of(Trigger.model_validate(other_order)) == before
    assert digest_of(Trigger.model_validate({**SAID, "group_wait": "61s"})) != before
