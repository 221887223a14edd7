"""What a desk on SQLite does not load at the start: it would be ready later, and take more memory."""

import subprocess
import sys

NEEDLESS = {"alembic", "asyncpg", "holidays", "pgqueuer", "playground"}
LOADED = "import sys, bot.cli.commands; print(*sys.modules)"


def test_what_is_not_needed_yet_is_not_loaded() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, text=True
    )

    assert NEEDLESS & set(loaded.stdout.split()) == set()
