"""The order of the looks: what Slack is asked depends on what could be read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from pydantic import SecretStr

from bot.cli.checks import channels, integrations, people, slack, workflows
from bot.cli.checks.finding import Finding
from bot.cli.checks.local import Setup, read_setup
from bot.delivery.slack import SlackApi


async def look_at_everything() -> AsyncIterator[Finding]:
    """Yield what `bellhop check` says."""
    setup = await read_setup()
    for finding in [*setup.findings, *workflows.files(setup), *await integrations.known(setup)]:
        yield finding
    async with _slack(setup) as api:
        if api is None:
            return
        identity, findings = await slack.known(api)
        for finding in [*findings, *await _socket(setup)]:
            yield finding
        if identity is None:
            return
        for finding in await slack.missing_scopes(api):
            yield finding
        if setup.config is not None:
            for finding in [
                *await _internal(api, setup),
                *await channels.look_at(
                    api, channels.of_customers(setup.config), "customers", internal=False
                ),
                *await people.look_at(api, setup.config, identity),
            ]:
                yield finding


async def look_before_serving() -> Setup:
    """Return what was read and found of all that would let `serve` fail, in the shortest time."""
    setup = await read_setup()
    async with _slack(setup) as api:
        if api is not None:
            identity, findings = await slack.known(api)
            setup.findings += [*findings, *await _socket(setup)]
            if identity is not None:
                rooms = await _internal(api, setup)
                # a bot that is not in its channels yet may serve: it can be invited later
                setup.findings += [found for found in rooms if found.fix == channels.OWN]
    return setup


async def _internal(api: SlackApi, setup: Setup) -> list[Finding]:
    if setup.config is None:
        return []
    return await channels.look_at(api, channels.rooms(setup.config), "our channels", internal=True)


async def _socket(setup: Setup) -> list[Finding]:
    if setup.credentials is None or setup.credentials.app_token is None:
        return []
    async with _api(setup, setup.credentials.app_token) as api:
        return await slack.app_token(api)


@asynccontextmanager
async def _slack(setup: Setup) -> AsyncIterator[SlackApi | None]:
    if setup.credentials is None:
        yield None
        return
    async with _api(setup, setup.credentials.bot_token) as api:
        yield api


@asynccontextmanager
async def _api(setup: Setup, token: SecretStr) -> AsyncIterator[SlackApi]:
    url = setup.settings.slack_api_url if setup.settings else ""
    async with aiohttp.ClientSession(trust_env=True) as session:
        yield SlackApi(token, session, url, lambda _method: None)
