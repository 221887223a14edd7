"""Engineering's answer is promised too: from the escalation until somebody answers, or nobody has to."""

from collections.abc import Awaitable, Callable

import pytest

from store.clocks import Target
from tests.desk.paging.calls import ONCALL, acknowledges, graded
from tests.door import Door, opened
from tests.fakes import FakeClock
from tests.handlers.looks import entries

WITHIN_THE_HOUR = ONCALL.replace("first_response: 1h", "engineering_ack: 1h")


async def leaves_alone(door: Door) -> None:
    await door.later(minutes=50)


async def answers_late(door: Door) -> None:
    await door.later(minutes=70)
    await acknowledges(door)


async def is_cosmetic(door: Door) -> None:
    await graded(door, "SEV4")


async def resolves(door: Door) -> None:
    await door.clicks("ada", "thread.resolve")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("what", "state", "told"),
    [
        (leaves_alone, "running", ["sla.warning"]),
        (acknowledges, "met", []),
        (answers_late, "breached", ["sla.breached"]),
        (is_cosmetic, "cancelled", []),
        (resolves, "cancelled", []),
    ],
)
async def test_what_becomes_of_it(
    database_url: str,
    clock: FakeClock,
    what: Callable[[Door], Awaitable[None]],
    state: str,
    told: list[str],
) -> None:
    async with opened(database_url, clock, WITHIN_THE_HOUR) as door:
        await door.asks("carol", "Some exports are empty")
        await door.clicks("ada", "thread.escalate")
        wanted = {"path": "none", "severity": "SEV2", "why": "They are empty"}
        await door.person("ada").submits(wanted)
        await door.settle()
        await what(door)

        [promise] = await door.read(lambda tx: tx.clocks.of(1001))
        assert (promise.target, promise.state) == (Target.engineering_ack, state)
        events = [event for event in ("sla.warning", "sla.breached") if await entries(door, event)]
        assert events == told
