"""Linting workflow files and trying their examples: with bellhop.yml, and nothing else."""

from pathlib import Path

import pytest

from tests.bot.cli.programs import Environment, typed
from tests.door import CONFIG

pytestmark = pytest.mark.usefixtures("logging_as_before")

DESK = """
fields: {region: {type: choice, choices: [eu, us]}}
services:
  accounts:
    url: https://accounts.example/api
    headers: {Authorization: {secret_env: NOBODY_HAS_SET_THIS}}
"""
RESET = """
description: Sends a link to who forgot a password
on: thread.created
when:
  - message.text: {contains: [password, pasword]}
steps:
  - id: label
    add_label: password
  - id: lookup
    http: {service: accounts, path: users, query: {email: "{{ contact.email }}"}}
  - id: flagged
    branch:
      - if: {steps.lookup.json.flagged: true}
        steps:
          - id: human
            hand_over: {why: The account is flagged, category: genuine complexity}
  - id: link
    http:
      method: POST
      service: accounts
      path: users/{{ steps.lookup.json.id }}/reset
      json: {thread: "{{ thread.ref }}"}
  - id: tell
    reply: {text: "Hi {{ contact.name }}, did it work?", awaits_answer: true}
  - id: answer
    wait: {for: [message.created], at_most: 2d, event_if: {message.author: customer}}
  - id: worked
    if: {steps.answer.text: {contains: "yes"}}
    set_status: resolved
"""
EXAMPLES = """
- name: a link is sent, and it works
  given:
    customer: acme
    contact: {name: Carol, email: carol@acme.example}
    message: I forgot my Pasword
  http:
    - {request: "GET accounts/users?email=carol@acme.example", json: {id: 7, flagged: false}}
    - {request: POST accounts/users/7/reset, status: 503, times: 1}
    - {request: POST accounts/*, json: {sent: true}}
  replies:
    - {after: answer, text: Yes it did, later: 10m}
  expect:
    steps: [label, lookup, flagged, link, tell, answer, worked]
    effects: {labels: password, status: resolved, reply: hi carol, state: done}
    calls:
      - GET accounts/users
      - POST accounts/users/7/reset
      - {request: POST accounts/users/7/reset, json: {thread: T-1001}}
- name: nobody answers
  given: {contact: {email: carol@acme.example}, message: password}
  http:
    - {request: GET accounts/users, json: {id: 7, flagged: false}}
    - {request: POST accounts/users/7/reset}
  expect: {effects: {status: waiting_on_customer}}
- name: a flagged account is for a human
  given: {contact: {email: carol@acme.example}, message: password, fields: {region: eu}}
  http: [{request: GET accounts/users, json: {flagged: true}}]
  expect:
    steps: [label, lookup, flagged, human]
    effects:
      {priority: high, handed_over: genuine complexity, reply: false, fields: {region: eu}}
- name: another question
  given: {message: The export is broken}
  expect: {matched: false}
"""


def workflows(folder: Path, examples: str | None = None, **files: str) -> Environment:
    """Write a desk with workflows, and examples of the one called `reset`."""
    (folder / "bellhop.yml").write_text(CONFIG + DESK)
    (folder / "workflows" / "tests").mkdir(parents=True)
    for name, source in files.items():
        (folder / "workflows" / f"{name}.yml").write_text(source)
    if examples is not None:
        (folder / "workflows" / "tests" / "reset.yml").write_text(examples)
    return {
        "BELLHOP_CONFIG": str(folder / "bellhop.yml"),
        "BELLHOP_WORKFLOWS": str(folder / "workflows"),
    }


async def test_files_that_are_right_pass(tmp_path: Path) -> None:
    linted = await typed(workflows(tmp_path, EXAMPLES, reset=RESET), "workflows", "lint")

    assert (linted.exit_code, linted.output) == (0, "Nothing is wrong.\n")


async def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    broken = RESET.replace("add_label", "ad_label").replace("contact.email", "contact.mail")
    wrong = EXAMPLES.replace("expect: {matched: false}", "expect: {mached: false}")
    env = workflows(tmp_path, wrong, reset=RESET, broken=broken)
    linted = await typed(env, "workflows", "lint")

    assert linted.exit_code == 1
    assert "broken.yml:8: steps[0].ad_label: is not a kind of step" in linted.output
    assert "did you mean contact.email?" in linted.output
    line = len(EXAMPLES.splitlines())
    assert f"tests/reset.yml:{line}: [3].expect.mached: is not a key" in linted.output


async def test_files_are_held_against_each_other(tmp_path: Path) -> None:
    first = "description: First\non: {manual: {label: Refund}}\norder: 1\nstop_after: true\n"
    first += "steps: [{id: a, add_label: a}]"
    all_ = first.replace("{manual: {label: Refund}}", "thread.created")
    later = RESET.replace("add_label: password", "reply: Hello")
    files = {"first": first, "second": first, "all": all_, "reset": f"mode: live\n{later}"}
    linted = await typed(workflows(tmp_path, **files), "workflows", "lint")

    assert linted.exit_code == 1
    assert "second.yml:2: on.manual.label: the workflow first has a button" in linted.output
    assert "never begins on thread.created: all comes first" in linted.output
    assert "warning: is live without an example" in linted.output


async def test_speaking_at_every_message_is_a_warning(tmp_path: Path) -> None:
    hello = "description: Hello\non: thread.created\nsteps: [{id: say, reply: Hello}]"
    linted = await typed(workflows(tmp_path, hello=hello), "workflows", "lint")

    assert linted.exit_code == 0
    assert "hello.yml:3: steps[0]: warning: speaks to the customer at every" in linted.output


async def test_examples_that_come_out_as_they_say(tmp_path: Path) -> None:
    env = workflows(tmp_path, EXAMPLES, reset=RESET)
    tried = await typed(env, "workflows", "test")

    assert tried.output.splitlines() == [
        "✓ reset: a link is sent, and it works",
        "✓ reset: nobody answers",
        "✓ reset: a flagged account is for a human",
        "✓ reset: another question",
        "",
        "4 right, 0 wrong.",
    ]
    assert tried.exit_code == 0


async def test_an_example_that_comes_out_otherwise_says_how(tmp_path: Path) -> None:
    example = """
- name: wrong in every way
  given: {contact: {email: carol@acme.example}, message: password}
  http: [{request: GET accounts/users, json: {flagged: true}}]
  expect:
    steps: [label]
    effects: {labels: [login, password], reply: Hello, state: done}
    calls: []
- name: nobody said what is answered
  given: {contact: {email: carol@acme.example}, message: password}
  expect: {}
- name: never asked
  given: {message: The export is broken}
  expect: {}
"""
    env = workflows(tmp_path, example, reset=RESET)
    tried = await typed(env, "workflows", "test", env["BELLHOP_WORKFLOWS"] + "/reset.yml")

    assert tried.exit_code == 1
    lines = tried.output.splitlines()
    assert lines[:4] == [
        "✗ reset: wrong in every way",
        "    steps",
        "      - label",
        "      + label, lookup, flagged, human",
    ]
    assert {"      - login, password", "      + password", "      - Hello"} <= {*lines}
    assert "      + GET accounts/users?email=carol%40acme.example" in lines
    assert lines[-1] == "0 right, 3 wrong."
    assert "message.text contains [password, pasword]: it is The export is broken" in tried.output


async def test_an_example_that_cannot_be_is_wrong(tmp_path: Path) -> None:
    example = "- {name: new, given: {message: password, fields: {region: mars}}, expect: {}}"
    tried = await typed(workflows(tmp_path, example, reset=RESET), "workflows", "test")

    assert tried.exit_code == 1
    assert "a thread like this" in tried.output


async def test_without_examples_there_is_nothing_to_try(tmp_path: Path) -> None:
    tried = await typed(workflows(tmp_path, reset=RESET), "workflows", "test")

    assert tried.exit_code == 1
    assert "no examples" in tried.output
