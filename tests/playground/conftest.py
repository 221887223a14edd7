"""A Slack and a Bolt app that talk to each other over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from playground import Person, Slack
from playground.services import Services
from tests.fakes import FakeClock
from tests.playground.caller import TOKEN, Caller
from tests.playground.reference import MANIFEST, Reference


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Slack]:
    def now() -> float:
        return clock.now().timestamp()

    async with Slack(MANIFEST, now=now, retry_after_seconds=(0, 0, 0)) as slack:
        yield slack


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[Reference]:
    reference = Reference(slack)
    runner = web.AppRunner(reference.bolt.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.send_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield reference
    await slack.settled()
    await runner.cleanup()


@pytest.fixture
def ada(slack: Slack) -> Person:
    return slack.person("ada")


@pytest.fixture
def carol(slack: Slack) -> Person:
    return slack.person("carol")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def services(clock: FakeClock) -> AsyncIterator[Services]:
    services = Services(TOKEN, lambda: clock.now().timestamp())
    await services.start()
    yield services
    await services.stop()


@pytest.fixture
def caller(services: Services, http: aiohttp.ClientSession) -> Caller:
    return Caller(services, http)
