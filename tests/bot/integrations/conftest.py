"""The doubles of what is outside, and our clients of them."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.config.integrations import Integrations
from bot.delivery.ways.outside import pagerduty_client, statuspage_client
from bot.integrations.http import Http
from bot.integrations.outside import Outside
from bot.integrations.pagerduty import PagerDuty
from bot.integrations.statuspage import Statuspage
from playground.outages import Outages
from playground.outages.pagerduty import SERVICE, USER
from playground.outages.statuspage import PAGE
from playground.trackers import Trackers
from tests.bot.integrations.given import KEY, NOW, TOKEN


@pytest.fixture
async def trackers() -> AsyncIterator[Trackers]:
    trackers = Trackers(TOKEN, NOW.timestamp)
    await trackers.start()
    yield trackers
    await trackers.stop()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http()
    yield http
    await http.close()


@pytest.fixture
async def outages() -> AsyncIterator[Outages]:
    outages = Outages(KEY, NOW.timestamp)
    await outages.start()
    yield outages
    await outages.stop()


@pytest.fixture
async def known(outages: Outages, http: Http) -> tuple[Http, Outside]:
    pager, page = f"{outages.url}/pagerduty", f"{outages.url}/statuspage"
    said = {
        "pagerduty": {
            "routing_key_env": "KEY",
            "token_env": "KEY",
            "from": USER,
            "service": SERVICE,
            "url": pager,
            "events_url": pager,
            "private": True,
        },
        "statuspage": {"page": PAGE, "key_env": "KEY", "url": page, "private": True},
    }
    return http, Outside({}, {}, Integrations.model_validate(said), {"KEY": SecretStr(KEY)})


@pytest.fixture
def pager(known: tuple[Http, Outside]) -> PagerDuty:
    client = pagerduty_client(*known, lambda: NOW)
    assert client is not None
    return client


@pytest.fixture
def page(known: tuple[Http, Outside]) -> Statuspage:
    client = statuspage_client(*known, lambda: NOW)
    assert client is not None
    return client
