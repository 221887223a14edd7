"""The More… dialog of a thread: everything about it that has no button of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.config.fields import Field, FieldType
from bot.views import ids
from bot.views.blocks import Block, View, modal, question, rows, section
from bot.views.elements import (
    OPTION,
    Element,
    Option,
    button,
    checkboxes,
    date_picker,
    multi_select,
    number_input,
    select,
    text_input,
)
from bot.views.escalate import severity_options
from bot.views.run_workflow import workflow_question
from bot.views.status import PRIORITY, STATUS
from bot.views.text import clip, width
from store.teams import Team
from store.threads import Status, Thread

SETTABLE = (Status.open, Status.waiting_on_customer, Status.waiting_on_engineering)
FOLLOW = Option("Follow this thread: I get a direct message when something happens", "follow")
NOT_SET = Option("Not set", ids.NONE)


@dataclass(frozen=True)
class FieldShown:
    """A field of bellhop.yml: its name, what it may be, and what it is (None: not set)."""

    name: str
    label: str
    field: Field
    value: Any


@dataclass(frozen=True)
class More:
    """What the dialog shows; `follows`: whoever looks at it follows the thread."""

    thread: Thread
    labels: Sequence[str]
    known_labels: Sequence[str]
    teams: Sequence[Team] = ()
    fields: Sequence[FieldShown] = ()
    follows: bool = False
    workflows: Mapping[str, str] = field(default_factory=dict)  # to run: their words, by name
    known_issues: str = ""


def more(shown: More) -> View:
    """Return everything that can be set, and the way to merge and split."""
    thread = shown.thread
    value = str(thread.id)
    others = [
        button("Escalate to engineering…", ids.BUG, value),
        button("Merge…", ids.MERGE, value),
        button("Split or move…", ids.SPLIT, value),
        button("Follow-ups", ids.OWED, value),
        button("Workflows", ids.RUNS, value),
        button("Declare an incident…", ids.DECLARE, value),
    ]
    following = checkboxes(ids.FOLLOW, [FOLLOW], [FOLLOW.value] if shown.follows else ())
    blocks = [
        *rows(others),
        *_standing(thread, shown.teams),
        *_label_questions(shown.labels, shown.known_labels),
        *(field_question(one) for one in shown.fields),
        question(ids.FOLLOW, "Direct messages", following, optional=True),
        *_running(shown.workflows),
        *([section(shown.known_issues)] if shown.known_issues else []),
    ]
    title, about = f"More {thread.ref}", {"thread": thread.id}
    return modal(ids.MORE_MODAL, title, blocks, about, submit="Save")


def _running(workflows: Mapping[str, str]) -> list[Block]:
    return [workflow_question(workflows, optional=True)] if workflows else []


def _standing(thread: Thread, teams: Sequence[Team]) -> list[Block]:
    severity = select(
        ids.SEVERITY,
        [NOT_SET, *severity_options()],
        "How much harm is done",
        thread.severity.value if thread.severity else ids.NONE,
    )
    priorities = [Option(words, value.value) for value, words in PRIORITY.items()]
    priority = select(ids.PRIORITY, priorities, "The order of work", thread.priority.value)
    blocks = [question(ids.SEVERITY, "Severity", severity)]
    blocks.append(question(ids.PRIORITY, "Priority", priority))
    offered = [one for one in STATUS if one in SETTABLE or one is thread.status]
    statuses = [Option(STATUS[one], one.value) for one in offered]
    status = select(ids.STATUS, statuses, "Where it stands", thread.status.value)
    blocks.append(question(ids.STATUS, "Status", status))
    if teams:
        of_desk = [] if thread.team_id is not None else [Option("The whole desk", ids.NONE)]
        options = [*of_desk, *(Option(team.key, str(team.id)) for team in teams)]
        now = ids.NONE if thread.team_id is None else str(thread.team_id)
        team = select(ids.TEAM, options, "Whose it is", now)
        blocks.append(question(ids.TEAM, "Team", team))
    return blocks


def _label_questions(labels: Sequence[str], known: Sequence[str]) -> list[Block]:
    words = sorted({*labels, *known})
    # one that is too long to be an option could not be told from others
    options = [Option(word, word) for word in words if word.strip() and width(word) <= OPTION]
    fresh = text_input(ids.NEW_LABELS, placeholder="export, onboarding", longest=300)
    blocks = [question(ids.NEW_LABELS, "New labels", fresh, optional=True)]
    if options:
        choice = multi_select(ids.LABELS, options, "Component or impact", labels)
        blocks.insert(0, question(ids.LABELS, "Labels", choice, optional=True))
    return blocks


def field_question(shown: FieldShown, *, optional: bool = True) -> Block:
    """Return the question for a field."""
    block = ids.field(shown.name)
    # forty labels as long as Slack takes them would be more than it takes in all
    return question(block, clip(shown.label, OPTION), _element(block, shown), optional=optional)


def _element(block: str, shown: FieldShown) -> Element:
    value = shown.value
    match shown.field.type:
        case FieldType.choice:
            return _choice(block, [Option(one, one) for one in shown.field.choices], value)
        case FieldType.bool:
            chosen = None if value is None else str(value).lower()
            return _choice(block, [Option("Yes", "true"), Option("No", "false")], chosen)
        case FieldType.number:
            return number_input(block, "" if value is None else str(value))
        case FieldType.date:
            return date_picker(block, value)
        case FieldType.text:
            return text_input(block, value or "", longest=500)


def _choice(block: str, options: Sequence[Option], value: str | None) -> Element:
    known: Mapping[str, Option] = {option.value: option for option in options}
    chosen = value if value in known else ids.NONE
    return select(block, [NOT_SET, *options], "Not set", chosen)
