"""What is loaded at the start, and what is not: the desk would be ready later, and take more memory."""

import subprocess
import sys

NEEDLESS = {"aiosqlite", "alembic", "asyncpg", "holidays", "pgqueuer", "playground"}
LOADED = "import sys, bot.cli.commands; print(*sys.modules)"
STARTED = """
import atexit, gc, sys
from bot.__main__ import main
atexit.register(lambda: print("collects:", gc.isenabled()))
sys.argv = ["bellhop", "--help"]
main()
"""


def said_by(program: str) -> str:
    arguments = [sys.executable, "-c", program]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def test_what_may_not_be_needed_is_not_loaded_at_the_start() -> None:
    assert NEEDLESS & set(said_by(LOADED).split()) == set()


def test_rubbish_is_collected_once_the_commands_are_loaded() -> None:
    said = said_by(STARTED)

    assert "serve" in said
    assert said.endswith("collects: True\n")
