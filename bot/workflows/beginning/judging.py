"""Judging whether a workflow begins, where it is looked at alone and nothing is written."""

from dataclasses import replace

from bot.workflows.beginning.considering import CANNOT_TELL
from bot.workflows.language.conditions import Verdict
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry


def judged(entry: Entry, facts: Facts) -> tuple[Verdict, Entry]:
    """Return what its conditions say of an event, and the entry with the trigger that decided."""
    event = facts.event["name"]
    verdict = Verdict(False, f"it does not listen to {event}")
    for trigger in entry.workflow.triggers:
        if trigger.event == event and not verdict.matched:
            entry = replace(entry, trigger=trigger)
            verdict = _judged(entry, facts)
    return verdict, entry


def _judged(entry: Entry, facts: Facts) -> Verdict:
    try:
        return entry.condition.judge(facts)
    except CANNOT_TELL as error:
        return Verdict(False, f"cannot tell: {error}")
