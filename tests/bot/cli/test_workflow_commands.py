"""Workflows as operators see and switch them, on both databases."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from store.workflows import Mode
from tests.bot.cli.programs import environment, typed
from tests.bot.cli.test_workflow_files import RESET, workflows
from tests.door import Door

pytestmark = pytest.mark.usefixtures("logging_as_before")


@pytest.fixture
def env(door: Door, database_url: str, tmp_path: Path) -> Mapping[str, str]:
    own = workflows(tmp_path, reset=RESET, broken="on: nothing")
    config = (tmp_path / "bellhop.yml").read_text()
    both = {**environment(door.slack, tmp_path, DATABASE_URL=database_url), **own}
    (tmp_path / "bellhop.yml").write_text(config)
    return both


async def test_workflows_are_listed_and_switched(door: Door, env: Mapping[str, str]) -> None:
    await door.bot.store.write(lambda tx: tx.workflows.keep("reset", RESET))
    switched = await typed(env, "workflows", "mode", "reset", "off")
    listed = await typed(env, "workflows", "list")

    assert switched.output == "reset is off now.\n"
    switch = await door.read(lambda tx: tx.workflows.switch("reset"))
    assert switch is not None
    assert (switch.mode, switch.changed_by) == (Mode.off, "operator")
    broken, reset = listed.output.splitlines()[1:]
    assert broken.split()[:2] == ["broken", "broken"]
    assert reset.split()[:5] == ["reset", "off", "shadow", "0", "thread.created"]
    assert (await typed(env, "workflows", "mode", "reset", "file")).exit_code == 0
    assert (await typed(env, "workflows", "mode", "reset", "lively")).exit_code == 2
    assert (await typed(env, "workflows", "mode", "refund", "off")).exit_code == 1


async def test_the_playbook_tells_of_every_workflow(
    door: Door, env: Mapping[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "playbook.md"
    written = await typed(env, "workflows", "playbook", "--out", str(out))

    assert written.exit_code == 0, written.output
    text = out.read_text()
    assert "* **When:** message.text contains [password, pasword]" in text
    assert "   * if steps.lookup.json.flagged equals True:" in text
    assert "* the service `accounts` (https://accounts.example/api), with the secret in" in text
    assert "wait: message.created, if message.author equals customer, at most 2 d" in text
    assert "* **link** is tried up to 3 times" in text
    assert "Not measured yet." in text


async def test_outcomes_of_one_without_variants(door: Door, env: Mapping[str, str]) -> None:
    assert (await typed(env, "workflows", "outcomes", "reset")).exit_code == 0
    assert (await typed(env, "workflows", "outcomes", "refund")).exit_code == 1


async def test_a_graph_for_eyes_and_for_editors(tmp_path: Path) -> None:
    env, file = workflows(tmp_path, reset=RESET), tmp_path / "reset.svg"
    text = (await typed(env, "workflows", "graph", "reset")).output
    drawn = await typed(env, "workflows", "graph", "reset", "--svg", str(file))

    assert text.startswith("flowchart TD\n")
    assert '  s_flagged -->|"steps.lookup.json.flagged equals True"| s_human\n' in text
    assert '  s_flagged -->|"else"| s_link\n' in text
    assert drawn.exit_code == 0, drawn.output
    words = "\n".join(ElementTree.parse(file).getroot().itertext())
    assert {"label", "lookup", "flagged", "human", "link", "done"} <= {*words.split()}


async def test_check_says_what_is_wrong_with_workflows(door: Door, env: Mapping[str, str]) -> None:
    checked = await typed(env, "check")

    assert checked.exit_code == 1
    assert "broken.yml:1: description: is missing" in checked.output
