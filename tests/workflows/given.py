"""Facts that a test makes up, for rules that look nothing up."""

from typing import Any, cast

from bot.config.load import parse
from bot.workflows.files.reading import Conditions
from bot.workflows.language.conditions import Condition
from bot.workflows.language.facts import Facts
from bot.workflows.language.fields import Names
from store.transaction import Transaction

CONFIG = parse(b"""
desk: {triage: C0TRIAGE}
agents: {ada: {slack: U0ADA, teams: [support]}}
teams: {support: {}, billing: {}}
tiers: {free: {}, enterprise: {}}
customers: {acme: {tier: enterprise, external: {stripe: cus_1}}}
fields: {region: {type: choice, choices: [eu, us]}, seats: {type: number}, renewal: {type: date}}
canned: {refund: "Dear {{ contact.name }}"}
services: {accounts: {url: "https://accounts.example/api"}}
""")
NAMES = Names.of(CONFIG)


def facts(**values: Any) -> Facts:
    """Return facts with these values: `thread__title` is thread.title."""
    would = {path.replace("__", "."): value for path, value in values.items()}
    nothing = cast(Transaction, None)  # nothing is looked up: every field that is asked is given
    return Facts(nothing, cast(Any, None), None, {}, would=would)


def condition(written: object) -> Condition:
    """Return a condition that is right."""
    reader = Conditions(NAMES)
    found = reader.read(written, ("when",))
    assert reader.problems == []
    return found


def wrong(written: object) -> str:
    """Return what is wrong with a condition."""
    reader = Conditions(NAMES)
    reader.read(written, ("when",))
    return "\n".join(problem.message for problem in reader.problems)
