"""A desk with workflows of a test's own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.door import CONFIG, Door, opened
from tests.fakes import FakeClock

OpenDesk = Callable[..., AbstractAsyncContextManager[Door]]


@pytest.fixture
def desk(database_url: str, clock: FakeClock, tmp_path: Path) -> OpenDesk:
    """Open a desk with these workflows: `async with desk(greet="on: …") as door`."""

    @asynccontextmanager
    async def open_desk(config: str = CONFIG, **files: str) -> AsyncIterator[Door]:
        folder = tmp_path / "workflows"
        folder.mkdir(exist_ok=True)
        for name, source in files.items():
            (folder / f"{name.replace('_', '-')}.yml").write_text(source)
        async with opened(database_url, clock, config, workflows=folder) as door:
            yield door

    return open_desk
