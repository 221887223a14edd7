"""A workflow's file: what is wrong with it is said with file, line and key, all at once."""

import pytest

from bot.workflows.files.file import Reading, read
from bot.workflows.steps import KINDS
from tests.workflows.given import CONFIG

HEAD = """\
description: A test
on: thread.created
steps:
"""


def reading(source: str, name: str = "greet") -> Reading:
    return read(source, name, CONFIG, KINDS)


def problems(source: str) -> str:
    return "\n".join(reading(source).problems)


WHOLE = """
description: Looks up who it is
on:
  message.created: {author: customer}
  manual: {label: Look up}
mode: live
order: 5
vars: {most: 3}
variants: {a: 1, b: 1}
when:
  - customer.tier: [enterprise]
steps:
  - id: find
    http: {service: accounts, path: "users/{{ contact.email }}", expect: [404]}
    retry: {attempts: 5, wait: 1s}
  - id: which
    branch:
      - if: {steps.find.status: 404}
        steps:
          - {id: unknown, hand_over: nobody knows them}
      - else:
          - {id: tell, note: "{{ steps.find.json.name }} of {{ vars.most }} in {{ run.variant }}"}
  - id: last
    set_priority: high
    on_error: continue
"""


def test_a_file_becomes_a_workflow() -> None:
    found = reading(WHOLE)

    assert found.problems == ()
    workflow = found.workflow
    assert workflow is not None
    assert [step.id for step in workflow.all_steps()] == [
        "find",
        "which",
        "unknown",
        "tell",
        "last",
    ]
    assert workflow.after("which") == "last"
    assert workflow.after("tell") is None
    outer = workflow.outside("tell")
    assert outer is not None
    assert outer.id == "which"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("description: [", "greet.yml:1: expected the node content"),
        ("- a", "greet.yml:1: the file: has to be a mapping"),
        (HEAD, "greet.yml:3: steps: is missing"),
        (HEAD.replace("steps:", "steps: {}"), "greet.yml:3: steps: has to be a list of steps"),
        (
            f"{HEAD}  - {{id: a, note: x}}\n".replace("thread.created", "thread.born"),
            "greet.yml:2: on[0]: there is no event thread.born; there are thread.created, ",
        ),
        (
            f"{HEAD}  - {{id: a, note: x}}\n".replace("thread.created", "thread.craeted"),
            "did you mean thread.created?",
        ),
        (f'{HEAD}  - id: a\n    note: "x\n', "a quoted scalar that begins in line 5"),
        (f"{HEAD}  - id: a\n    shout: x\n", "greet.yml:5: steps[0].shout: is not a kind of step"),
        (f"{HEAD}  - id: a\n    nota: x\n", "did you mean note?"),
        (f"{HEAD}  - id: a\n", "steps[0]: does nothing"),
        (f"{HEAD}  - id: a\n    note: x\n    stop: y\n", "is of several kinds: note, stop"),
        (f"{HEAD}  - note: x\n", "greet.yml:4: steps[0].id: is missing"),
        (f"{HEAD}  - id: A b\n    note: x\n", "steps[0].id: 'A b' is not an id"),
        (
            f"{HEAD}  - {{id: a, note: x}}\n  - {{id: a, note: y}}\n",
            "greet.yml:5: steps[1].id: a is already the step in line 4",
        ),
        (f"{HEAD}  - {{id: a, set_priority: hihg}}\n", "'hihg' is none of low, normal"),
        (f"{HEAD}  - {{id: a, set_team: sales}}\n", "'sales' is not among the teams"),
        (f"{HEAD}  - {{id: a, assign: {{agent: adda}}}}\n", "did you mean ada?"),
        (f"{HEAD}  - {{id: a, assign: {{}}}}\n", "needs one of agent, team, or owner"),
        (f"{HEAD}  - {{id: a, canned_reply: refnd}}\n", "did you mean refund?"),
        (
            f"{HEAD}  - {{id: a, http: {{service: acounts, path: x}}}}\n",
            "steps[0].http.service: 'acounts' is not among the services of bellhop.yml",
        ),
        (f"{HEAD}  - {{id: a, http: {{path: x}}}}\n", "needs a service with a path, or a url"),
        (f"{HEAD}  - {{id: a, note: '{{{{ contact.nam }}}}'}}\n", "did you mean contact.name?"),
        (
            f"{HEAD}  - {{id: a, note: '{{{{ steps.b.status }}}}'}}\n"
            "  - {id: b, http: {service: accounts}}\n",
            "greet.yml:4: steps[0].note.text: names steps.b.status, which there is not",
        ),
        (
            f"{HEAD}  - {{id: a, note: x, if: {{thread.titel: y}}}}\n",
            "greet.yml:4: steps[0].if.thread.titel: there is no field",
        ),
        (f"{HEAD}  - {{id: a, note: x, on_error: later}}\n", "later is no step"),
        (
            f"{HEAD}  - {{id: a, note: x}}\n  - {{id: b, note: x, on_error: a}}\n",
            "greet.yml:5: steps[1].on_error: goes back to a, and would go round in circles",
        ),
        (f"{HEAD}  - {{id: a, note: x, threshold: 0.8}}\n", "has a threshold, but no confidence"),
        (f"{HEAD}  - {{id: a, note: x, threshold: 8}}\n", "steps[0].threshold"),
        (f"{HEAD}  - {{id: a, branch: []}}\n", "steps[0].branch: has to be a list of {if, steps}"),
        (
            f"{HEAD}  - {{id: a, branch: [{{else: [{{id: b, note: x}}]}}, "
            "{if: {thread.title: x}, steps: [{id: c, note: x}]}]}\n",
            "else has to be the last",
        ),
        (f"{HEAD}  - {{id: a, wait: {{}}}}\n", "needs one of time, until"),
        (f"{HEAD}  - {{id: a, wait: {{for: [message.created]}}}}\n", "for needs at_most"),
        (f"{HEAD}  - {{id: a, wait: soon}}\n", "steps[0].wait"),
        (
            HEAD.replace("on: thread.created", "on: {schedule: {cron: 'every day'}}")
            + "  - {id: a, note: x}\n",
            "greet.yml:2: on.schedule.cron: 'every day' is no cron expression",
        ),
        (
            HEAD.replace("on: thread.created", "on: {thread.created: {author: x}}")
            + "  - {id: a, note: x}\n",
            "nothing may be said of thread.created",
        ),
        (f"team: sales\n{HEAD}  - {{id: a, note: x}}\n", "'sales' is not among the teams"),
        (f"shadow: [hand_over]\n{HEAD}  - {{id: a, note: x}}\n", "shadow[0]: hand_over changes"),
        (f"mode: on\n{HEAD}  - {{id: a, note: x}}\n", "greet.yml:1: mode"),
        (f"colour: red\n{HEAD}  - {{id: a, note: x}}\n", "colour: is not a key that Bellhop knows"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_key(source: str, told: str) -> None:
    assert told in problems(source)


def test_all_mistakes_are_told_at_once() -> None:
    told = problems(f"{HEAD}  - {{id: a, nota: x}}\n  - {{id: b, set_team: x}}\n  - {{note: y}}\n")

    assert len(told.splitlines()) == 3


def test_the_name_of_a_file_has_to_be_a_name() -> None:
    told = reading(f"{HEAD}  - {{id: a, note: x}}\n", "My Workflow").problems

    assert "'My Workflow' is not a name" in told[0]


def test_values_are_computed_under_names_of_their_own() -> None:
    read = reading(
        f"{HEAD}  - id: a\n    let: {{total: '{{{{ thread.hours_open + 1 }}}}', values: x}}\n"
        "  - id: b\n    note: '{{ steps.a.value.total }}'\n"
    )
    [step, _] = read.workflow.steps if read.workflow else ()

    assert read.problems == ()
    assert step.args.written() == {
        "values": {"total": "{{ thread.hours_open + 1 }}", "values": "x"}
    }
    assert "let: has to have at least 1 entry" in problems(f"{HEAD}  - {{id: a, let: {{}}}}\n")
