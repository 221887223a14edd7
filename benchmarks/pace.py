"""How slow this machine is now, beside the one that targets in seconds and per second are of."""

from dataclasses import dataclass

from benchmarks.children import running
from benchmarks.databases import SQLITE, Databases

REFERENCE = 1300.0  # events/s of the bare Bolt app on SQLite, on the machine of the targets
CONNECTIONS = 64
SECONDS = 2.0


@dataclass(frozen=True)
class Pace:
    """`slowness` is 1 on the machine of the targets, 2 where everything takes twice as long."""

    slowness: float

    def within(self, target: float) -> float:
        """Return what a time has to be below here."""
        return target * self.slowness

    def least(self, target: float) -> float:
        """Return what a rate has to reach here."""
        return target / self.slowness

    def __str__(self) -> str:
        return f"this machine is {self.slowness:.1f} × as slow as that of the targets"


def pace_of(rate: float) -> Pace:
    """Return the pace of a machine on which the reference makes so many events/s."""
    return Pace(max(1.0, REFERENCE / rate))


async def pace(made: Databases) -> Pace:
    """Measure the reference, and say what it made."""
    database = await made.fresh(SQLITE, migrated=False)
    load = {"profile": "opening", "connections": CONNECTIONS, "seconds": SECONDS, "run": 0}
    async with (
        running("reference", database=database) as child,
        running("load", url=child.ready["url"], **load) as sent,
    ):
        found = pace_of((await sent.line())["rate"])
    print(f"  {found}")
    return found
