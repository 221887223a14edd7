"""Commands as an operator runs them: in a process of their own, with an environment of their own."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.commands import app
from playground import Slack
from tests.door import CONFIG

Environment = Mapping[str, str]
ROOT = Path(__file__).parents[3]
PATIENCE = 60.0  # seconds for a process to start on a busy machine


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(slack: Slack, folder: Path, **changes: str) -> dict[str, str]:
    """What an operator has set; the desk is in `folder`."""
    (folder / "bellhop.yml").write_text(CONFIG, "utf-8")
    (folder / "workflows").mkdir(exist_ok=True)
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bellhop.db",
        "BELLHOP_CONFIG": str(folder / "bellhop.yml"),
        "BELLHOP_WORKFLOWS": str(folder / "workflows"),
        "BELLHOP_PORT": "0",
        **changes,
    }


async def typed(env: Environment, *args: str) -> Result:
    """Run a command in this process, beside a desk that runs in it."""
    return await asyncio.to_thread(CliRunner().invoke, app, args, env=env)


async def ends(env: Environment, *args: str) -> Ended:
    """Run a command to its end."""
    process = await _started(env, args)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def running(env: Environment, *args: str) -> AsyncIterator[Process]:
    """Let a command run beside the test."""
    process = await _started(env, args)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def says(process: Process, words: str) -> str:
    """Wait until it prints a line with these words, and return the line."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if words in line:
                return line.strip()
    assert process.stderr is not None
    raise AssertionError((await process.stderr.read()).decode())


async def stopped(process: Process) -> int:
    """Ask it to stop, and return its exit code."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        return await process.wait()


async def _started(env: Environment, args: tuple[str, ...]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *args,
        cwd=ROOT,
        env=env,
        stdout=PIPE,
        stderr=PIPE,
    )
