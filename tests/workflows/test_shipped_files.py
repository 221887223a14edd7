"""The shipped workflows: right for the desk to start from, for the demo's, and by their examples."""

from pathlib import Path

import pytest

from bot.cli.demo.product import WORKFLOWS
from bot.config.load import parse
from bot.workflows.library import read_folder
from bot.workflows.steps import KINDS
from store.workflows import Mode
from tests.bot.cli.programs import Environment, typed
from tests.door import words
from tests.workflows.conftest import OpenDesk
from tests.workflows.given import facts
from tests.workflows.shipped import DESK

EXAMPLE = Path("bellhop.example.yml")
NAMES = [
    "api-errors",
    "billing-inquiry",
    "how-to",
    "order-status",
    "password-reset",
    "payment-failed",
    "stale-threads",
    "urgent-first-response",
]
ENV: Environment = {"BELLHOP_CONFIG": str(EXAMPLE), "BELLHOP_WORKFLOWS": str(WORKFLOWS)}
NEEDS_NOTHING = "stale-threads"
SPOKEN = set(NAMES) - {NEEDS_NOTHING, "payment-failed"}  # those that a customer's words begin


@pytest.mark.parametrize("desk", [EXAMPLE.read_text("utf-8"), DESK], ids=["example", "demo"])
def test_nothing_is_wrong_with_them(desk: str) -> None:
    read = read_folder(WORKFLOWS, parse(desk.encode()), KINDS)

    assert [reading.name for reading in read] == NAMES
    assert [reading.problems for reading in read] == [()] * len(NAMES)


@pytest.mark.usefixtures("logging_as_before")
async def test_nor_with_their_examples() -> None:
    linted = await typed(ENV, "workflows", "lint")

    assert (linted.exit_code, linted.output) == (0, "Nothing is wrong.\n")


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("logging_as_before")
async def test_they_do_what_their_examples_say() -> None:
    tested = await typed(ENV, "workflows", "test")

    assert tested.exit_code == 0, tested.output
    assert all(f"✓ {name}: " in tested.output for name in NAMES)


def test_what_needs_names_of_a_desk_is_off() -> None:
    read = read_folder(WORKFLOWS, parse(EXAMPLE.read_bytes()), KINDS)

    modes = {one.name: one.workflow.mode for one in read if one.workflow}
    assert modes.pop(NEEDS_NOTHING) is Mode.shadow
    assert set(modes.values()) == {Mode.off}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("api-errors", "endpoint times out"),
        ("api-errors", "The API is not responding"),
        ("api-errors", "we are being throttled"),
        ("billing-inquiry", "I was billed twice"),
        ("billing-inquiry", "paymnt failed"),
        ("billing-inquiry", "what do we owe you?"),
        ("how-to", "is it possible to add users"),
        ("order-status", "my parcle has not arrived"),
        ("order-status", "Do you have a tracking number?"),
        ("password-reset", "I cant remember my password"),
        ("password-reset", "forgot my passwrd"),
        ("password-reset", "pw reset please"),
        ("password-reset", "login isn't working for me"),
        ("password-reset", "my credentials are rejected"),
        ("urgent-first-response", "nobody can work, everything is broken"),
        (None, "Thanks, that works now"),
        (None, "The new sign-in page looks good"),
    ],
)
def test_other_words_for_the_same(name: str | None, said: str) -> None:
    read = read_folder(WORKFLOWS, parse(DESK.encode()), KINDS)
    workflows = [one.workflow for one in read if one.workflow]
    spoken = facts(message__text=said, customer__tier="growth")

    begun = [one for one in workflows if one.name in SPOKEN and one.when.judge(spoken).matched]
    first = min(begun, key=lambda one: one.order, default=None)
    assert (first.name if first else None) == name


async def test_a_desk_without_their_services_hears_nothing_of_it(desk: OpenDesk) -> None:
    files = {file.stem: file.read_text("utf-8") for file in WORKFLOWS.glob("*.yml")}
    async with desk(**files) as door:
        await door.asks("carol", "I forgot my password")

        assert door.person("ada").sees("C0ALERTS") == []
        assert await door.read(lambda tx: tx.runs.of(1001)) == []


async def test_one_that_is_used_and_wrong_is_told_of(desk: OpenDesk) -> None:
    source = (WORKFLOWS / "order-status.yml").read_text("utf-8")
    async with desk(order_status=source.replace("mode: off", "mode: live")) as door:
        await door.settle()

        [alert] = door.person("ada").sees("C0ALERTS")
        assert "'orders' is not among the services of bellhop.yml" in words(alert)
