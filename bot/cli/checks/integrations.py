"""Whether the systems under `integrations:` know our keys, and have what bellhop.yml names.

Nothing there is changed.
"""

from contextlib import suppress

from bot.cli.checks.finding import Finding
from bot.cli.checks.local import Setup
from bot.clock import SystemClock
from bot.config.config import Config
from bot.delivery.ways.outside import PAGERDUTY
from bot.delivery.ways.system import System
from bot.delivery.ways.table import systems_of
from bot.errors import DeliveryError, Misconfigured, TokenDead
from bot.integrations.http import Http
from bot.integrations.outside import outside
from bot.integrations.trackers.api import Gone

KEYS = "Correct the key, or the variable that holds it: docs/settings.md has every key"
THERE = "Correct it in bellhop.yml, or over there"
AGAIN = "Correct its settings if that is what is wrong, or run this again when it answers"


async def known(setup: Setup) -> list[Finding]:
    """Ask each of them for something harmless."""
    if setup.config is None or setup.settings is None:
        return []
    try:
        told = outside(setup.config, setup.settings.secret)
    except Misconfigured:
        return []  # it was said already
    http = Http()
    try:
        systems = systems_of(http, told, SystemClock().now)
        found = [one for system in systems.values() for one in await _known(system)]
        return [*found, *await _on_call(setup.config, systems.get(PAGERDUTY))]
    finally:
        await http.close()


async def _known(system: System) -> list[Finding]:
    try:
        with suppress(Gone):  # what is gone is told by its name
            await system.probe()
        wrong = await system.mismatches()
    except TokenDead as error:
        return [Finding("integrations", str(error), KEYS)]
    except DeliveryError as error:
        return [Finding("integrations", f"{system.name}: {error}", AGAIN)]
    known = [Finding("integrations", f"{system.name} knows our key")]
    return [Finding("integrations", what, THERE) for what in wrong] or known


async def _on_call(config: Config, pagerduty: System | None) -> list[Finding]:
    """Look whether the schedules of PagerDuty's that we go by name somebody."""
    named = (rotation.pagerduty_schedule for rotation in config.oncall.values())
    found: list[Finding] = []
    for schedule in sorted({one for one in named if one is not None}):
        if pagerduty is not None and not await _names_somebody(pagerduty, schedule):
            text = f"nobody is on call by the schedule {schedule} of PagerDuty"
            found.append(Finding("integrations", text, THERE))
    return found


async def _names_somebody(pagerduty: System, schedule: str) -> bool:
    try:
        return bool((await pagerduty.ask("on_call", schedule=schedule))["emails"])
    except Gone:
        return False
    except DeliveryError:
        return True  # for all we know; that it does not answer was said already
