"""Whether the systems under `integrations:` know our keys; nothing there is changed."""

from bot.cli.checks.finding import Finding
from bot.cli.checks.local import Setup
from bot.clock import SystemClock
from bot.delivery.ways.system import System
from bot.delivery.ways.table import systems_of
from bot.errors import DeliveryError, Misconfigured, TokenDead
from bot.integrations.http import Http
from bot.integrations.outside import outside

KEYS = "Correct the key, or the variable that holds it: docs/settings.md has every key"
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
        return [await _known(system) for system in systems.values()]
    finally:
        await http.close()


async def _known(system: System) -> Finding:
    try:
        await system.probe()
    except TokenDead as error:
        return Finding("integrations", str(error), KEYS)
    except DeliveryError as error:
        return Finding("integrations", f"{system.name}: {error}", AGAIN)
    return Finding("integrations", f"{system.name} knows our key")
