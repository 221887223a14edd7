"""A SEV1 in which nothing goes wrong, seen once for all that are compared with it."""

from pathlib import Path

import pytest

from tests.desk.incidents.grave import grave
from tests.desk.incidents.seen import Seen, seen
from tests.fakes import FakeClock

_undisturbed: list[Seen] = []


@pytest.fixture
def another_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A second database."""
    (tmp_path / "another.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite+aiosqlite:///{tmp_path}/another.db"


@pytest.fixture
async def undisturbed(another_url: str, surroundings: None) -> Seen:
    """What is seen in the end when nothing goes wrong."""
    if not _undisturbed:
        async with grave(another_url, FakeClock()) as well:
            await well.begin()
            await well.goes_on()
            await well.ends()
            _undisturbed.append(await seen(well))
    return _undisturbed[0]
