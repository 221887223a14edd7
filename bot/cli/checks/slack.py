"""Whether Slack knows us, and what it lets us do."""

from collections.abc import Iterator

from bot.app import identify
from bot.cli.checks.finding import Finding
from bot.cli.checks.scopes import BREAKS
from bot.delivery.slack import SlackApi
from bot.desk.desk import Identity
from bot.errors import DeliveryError, Misconfigured, Unreachable

INSTALL = "Add it under OAuth & Permissions (manifest.yml lists all), then reinstall the app"
SOCKETS = "Basic Information → App-Level Tokens: one with connections:write"


async def known(slack: SlackApi) -> tuple[Identity | None, list[Finding]]:
    """Ask who we are."""
    try:
        identity = await identify(slack)
    except Misconfigured as error:
        fix = "Compare SLACK_BOT_TOKEN with OAuth & Permissions of the app; is the network up?"
        return None, [Finding("slack", str(error), fix)]
    return identity, [Finding("slack", f"the bot token works at {identity.url}")]


async def missing_scopes(slack: SlackApi) -> list[Finding]:
    """Compare what was granted with what manifest.yml asks for."""
    try:
        granted = await slack.scopes()
    except DeliveryError as error:
        return [Finding("scopes", f"could not be read: {error}", "Run this again")]
    missing = list(_missing(granted))
    return missing or [Finding("scopes", f"all {len(BREAKS)} of manifest.yml are granted")]


async def app_token(slack: SlackApi) -> list[Finding]:
    """Ask for a socket, as Socket Mode does; `slack` has the app token."""
    try:
        await slack.call("apps.connections.open", {})
    except Unreachable as error:
        return [Finding("socket mode", f"no socket: {error}", "Run this again when Slack answers")]
    except DeliveryError as error:
        return [Finding("socket mode", f"SLACK_APP_TOKEN does not work: {error}", SOCKETS)]
    return [Finding("socket mode", "the app token works")]


def _missing(granted: frozenset[str]) -> Iterator[Finding]:
    for scope, feature in BREAKS.items():
        if scope not in granted:
            yield Finding("scopes", f"{scope} is missing: it breaks {feature}", INSTALL)
