"""What a desk on SQLite never loads: it would be ready later."""

import subprocess
import sys

NEEDLESS = {"alembic", "asyncpg", "pgqueuer"}
LOADED = "import sys, bot.__main__; print(*sys.modules)"


def test_nothing_of_postgresql_nor_of_migrations_is_loaded_at_the_start() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, text=True
    )

    assert NEEDLESS & set(loaded.stdout.split()) == set()
