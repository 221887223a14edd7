"""Whether the systems under `integrations:` know our keys, and have what bellhop.yml names.

Nothing there is changed.
"""

from contextlib import suppress

from bot.cli.checks.finding import Finding
from bot.cli.checks.local import Setup
from bot.clock import SystemClock
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
        return [found for system in systems.values() for found in await _known(system)]
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
