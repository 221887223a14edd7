"""A desk where a SEV1 declares an incident, and what tests look at."""

from store.incidents import Incident
from tests.desk.paging.calls import ONCALL, acknowledges, sev1
from tests.door import Door, words

CONFIG = ONCALL.replace("incidents: {declare: []}\n", "")
ALERTS = "C0ALERTS"


async def incident(door: Door) -> Incident:
    found = await door.read(lambda tx: tx.incidents.page())
    return found[0]


async def down(door: Door) -> Incident:
    """Let the customer report, an agent grade it, and everything that follows happen."""
    await sev1(door, "The API is down since 09:12")
    return await incident(door)


async def answered(door: Door) -> Incident:
    """Let the engineer on call acknowledge."""
    await down(door)
    await acknowledges(door)
    return await incident(door)


def channel(door: Door, name: str = "incident-t-1001") -> str:
    return next(one.id for one in door.slack.channels.values() if one.name == name)


def said(door: Door, place: str | None = None, handle: str = "olga") -> list[str]:
    """What somebody reads in the channel of the incident."""
    found = door.person(handle).sees(place or channel(door))
    return [words(one) for one in found if not one.get("subtype", "").startswith("channel_")]


async def presses(door: Door, action: str, handle: str = "olga", **args: str) -> None:
    """Let somebody press a button of the summary."""
    one = await incident(door)
    await door.person(handle).clicks(str(one.channel), str(one.summary_ts), action, **args)
    await door.settle()


async def fills(door: Door, handle: str = "olga", **values: object) -> None:
    """Let somebody send the dialog that is open."""
    await door.person(handle).submits(values)
    await door.settle()
