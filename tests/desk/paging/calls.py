"""A desk with an engineer on call, and what tests of paging look at."""

from tests.door import ACME, CONFIG, Door, words

ALERTS = "C0ALERTS"
ONCALL = CONFIG.replace(
    "teams: {support: {}}",
    """  olga: {slack: U0OLGA, teams: [engineering]}
teams: {support: {}, engineering: {}}
oncall: {engineering: {timezone: Europe/Berlin, rotation: [olga]}}""",
)


async def graded(door: Door, severity: str, handle: str = "ada", number: int = 1001) -> None:
    """Let an agent say how much harm a thread does."""
    await door.clicks(handle, "thread.more", number)
    await door.person(handle).submits({"severity": severity})
    await door.settle()


async def sev1(door: Door, text: str = "Nothing works any more") -> None:
    await door.asks("carol", text, ACME)
    await graded(door, "SEV1")


def paged(door: Door, handle: str = "olga") -> list[str]:
    """The direct messages of the bot that somebody reads."""
    return [words(message) for message in door.person(handle).sees(_dm(door, handle))]


def alerts(door: Door) -> list[str]:
    return [words(message) for message in door.person("ada").sees(ALERTS)]


def last_page(door: Door, handle: str = "olga") -> str:
    """The ts of the last direct message of somebody."""
    return str(door.person(handle).sees(_dm(door, handle))[-1]["ts"])


async def acknowledges(door: Door, handle: str = "olga") -> None:
    """Let somebody press the button of the page they got."""
    place = _dm(door, handle)
    await door.person(handle).clicks(place, last_page(door, handle), "escalation.acknowledge")
    await door.settle()


def _dm(door: Door, handle: str) -> str:
    return door.person(handle).app_dm
