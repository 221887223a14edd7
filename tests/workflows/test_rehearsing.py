"""What a changed file would do, and would have done, with threads that are stored."""

from pathlib import Path

from store.runs import RunState
from tests.bot.cli.programs import Environment, environment, typed
from tests.door import CONFIG, Door
from tests.workflows.conftest import OpenDesk

THEN = """
description: Labels what is about a password
on: thread.created
mode: live
when:
  - message.text: {contains: password}
  - thread.labels: {not_contains: password}
steps:
  - id: label
    add_label: password
  - id: priority
    set_priority: high
"""
NOW = """
description: Labels what is about a password, and asks
on: thread.created
mode: live
when:
  - message.text: {contains: [password, pasword]}
  - thread.labels: {not_contains: password}
  - thread.priority: normal
steps:
  - id: label
    add_label: [password, login]
  - id: labelled
    if: {thread.labels: {has_label: login}}
    reply: Did you try a new one?
  - id: answer
    wait: {for: [message.created], at_most: 2d, event_if: {message.author: customer}}
  - id: worked
    if: {steps.answer.text: {contains: worked}}
    set_status: resolved
"""


def changed(door: Door, folder: Path, database_url: str, source: str = NOW) -> Environment:
    """Write the file that is tried beside the desk that runs."""
    env = environment(door.slack, folder, DATABASE_URL=database_url)
    (folder / "bellhop.yml").write_text(CONFIG)
    (folder / "changed").mkdir()
    (folder / "changed" / "password.yml").write_text(source)
    return env


async def test_a_dry_run_says_each_step_and_changes_nothing(
    desk: OpenDesk, database_url: str, tmp_path: Path
) -> None:
    async with desk() as door:
        await door.asks("dave", "I forgot my pasword", channel="C0GLOBEX")
        env = changed(door, tmp_path, database_url)
        before = await door.read(lambda tx: tx.timeline.of(1001))
        file = str(tmp_path / "changed" / "password.yml")
        shown = await typed(env, "workflows", "run", file, "--dry", "T-1001")

        assert shown.exit_code == 0, shown.output
        assert "would" in shown.output
        assert "label login, password" in shown.output
        assert "reply: Did you try a new one?" in shown.output
        assert "event time" in shown.output
        assert shown.output.endswith("Then it is done.\n")
        assert await door.read(lambda tx: tx.timeline.of(1001)) == before
        assert await door.read(lambda tx: tx.runs.of(1001)) == []
        assert await door.read(lambda tx: tx.labels.of(1001)) == []


async def test_a_dry_run_says_why_it_would_not_begin(
    desk: OpenDesk, database_url: str, tmp_path: Path
) -> None:
    async with desk() as door:
        await door.asks("carol", "The export is broken")
        env = changed(door, tmp_path, database_url)
        file = str(tmp_path / "changed" / "password.yml")
        shown = await typed(env, "workflows", "run", file, "--dry", "T-1001")

        assert "It would not begin: message.text contains" in shown.output
        unknown = await typed(env, "workflows", "run", "refund", "--dry", "T-1001")
        assert (unknown.exit_code, "There is no workflow refund" in unknown.output) == (1, True)


async def test_a_backtest_shows_what_would_have_come_out_otherwise(
    desk: OpenDesk, database_url: str, tmp_path: Path
) -> None:
    async with desk(password=THEN) as door:
        ts = await door.asks("dave", "I forgot my password", channel="C0GLOBEX")
        await door.later(hours=1)
        await door.asks("dave", "It worked", channel="C0GLOBEX", thread_ts=ts)
        await door.asks("carol", "My pasword, please")
        await door.clicks("ada", "thread.claim", 1002)
        await door.later(hours=1)
        await door.asks("dave", "The export is broken", channel="C0GLOBEX")
        env = changed(door, tmp_path, database_url)
        file = str(tmp_path / "changed" / "password.yml")
        shown = await typed(env, "workflows", "backtest", file, "--since", "500w")

        assert shown.exit_code == 0, shown.output
        assert "3 threads" in shown.output
        differences = shown.output.split("\n\n")[1:]
        assert [each.splitlines()[0].split()[:2] for each in differences] == [
            ["T-1001", "thread.created"],
        ]
        assert "  - label password; priority high" in differences[0]
        assert (
            "  + label login, password; reply: Did you try a new one?; status resolved"
            in (differences[0])
        )
        [run] = await door.read(lambda tx: tx.runs.of(1001))
        assert run.state is RunState.done


async def test_a_workflow_that_was_not_in_use_would_have_begun(
    desk: OpenDesk, database_url: str, tmp_path: Path
) -> None:
    async with desk() as door:
        await door.asks("dave", "I forgot my password", channel="C0GLOBEX")
        env = changed(door, tmp_path, database_url, THEN)
        file = str(tmp_path / "changed" / "password.yml")
        shown = await typed(env, "workflows", "backtest", file, "--since", "500w")

        assert "- it was not in use" in shown.output
        assert "+ label password; priority high" in shown.output
