"""Any system stumbles at any step of a SEV1: in the end everything is as if it had not."""

from pathlib import Path

import pytest

from tests.desk.incidents.grave import grave, surroundings
from tests.desk.incidents.seen import Seen, seen
from tests.desk.incidents.stumbling import OUTSIDE, TROUBLES, Chosen, some, stumble, these
from tests.fakes import FakeClock

__all__ = ["surroundings"]

pytestmark = [
    pytest.mark.usefixtures("surroundings"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

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


# as others are: a 503 as a 500, and who got no answer from Slack knows nothing else
SAME = (("others", "unavailable"), ("slack", "done, and an error"))
TABLE = {
    f"{name}: {how}": these(systems, trouble)
    for name, systems in {"slack": ("slack",), "others": OUTSIDE}.items()
    for how, trouble in TROUBLES.items()
    if (name, how) not in SAME
} | {f"some of all: {seed}": some(seed) for seed in range(3)}


@pytest.mark.parametrize("chosen", TABLE.values(), ids=TABLE)
async def test_whatever_stumbles_all_ends_the_same(
    database_url: str, clock: FakeClock, chosen: Chosen, undisturbed: Seen
) -> None:
    async with grave(database_url, clock) as disturbed:
        await disturbed.begin()
        stumbling = stumble(disturbed, chosen)
        await disturbed.goes_on(stumbling.new_act)
        await disturbed.ends()

        assert stumbling.count > 10
        assert (await seen(disturbed)).but(undisturbed) == ""
