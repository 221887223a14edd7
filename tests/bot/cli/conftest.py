"""A Slack for the commands, in real time."""

from collections.abc import AsyncIterator

import pytest

from playground import Slack
from tests.door import MANIFEST


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(MANIFEST) as slack:
        yield slack
