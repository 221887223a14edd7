"""What is not loaded at the start: the desk would be ready later, and take more memory."""

import subprocess
import sys

NEEDLESS = {"aiosqlite", "alembic", "asyncpg", "holidays", "pgqueuer", "playground"}
LOADED = "import sys, bot.cli.commands; print(*sys.modules)"


def test_what_may_not_be_needed_is_not_loaded_at_the_start() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, text=True
    )

    assert NEEDLESS & set(loaded.stdout.split()) == set()
