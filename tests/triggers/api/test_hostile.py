"""Every route, asked by who may not, and in ways that make no sense: nothing happens, and it says why."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import only_sqlite
from tests.door import ACME, Door
from tests.triggers.api.client import Client
from tests.triggers.api.test_openapi import DESCRIBED
from triggers.api.route import Route
from triggers.api.routes import ROUTES

HUGE = "9" * 18  # the largest id that an address takes
WHERE = {"ref": "T-1001", "id": "1", "key": "ada", "channel": ACME, "ts": "1.0", "name": "ada"}
NOWHERE = {"ref": f"T-{HUGE}", "id": HUGE, "key": "'%22;--", "channel": "C0", "ts": "9.9"}
ODD = {**NOWHERE, "ref": "%00", "key": "%00"}
HOSTILE: tuple[Any, ...] = (10**30, {}, "\0", "x" * 20_000)


def address(route: Route[Any, Any], where: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda part: where[part[1]], route.path)


def takes(route: Route[Any, Any]) -> list[str]:
    """The names of everything that a route can be given."""
    return list(route.given.model_fields)


def nonsense(route: Route[Any, Any]) -> Iterator[dict[str, Any]]:
    """What makes no sense to a route that takes anything, as arguments of a request."""
    if route.method == "GET":
        yield {"params": {"nothing": "1"}}
        for name in takes(route):
            yield from ({"params": {name: value}} for value in ("\0", "9" * 40, "x" * 2_000))
        return
    schema = DESCRIBED["paths"][f"/api/v1{route.path}"][route.method.lower()]
    assert not takes(route) or "requestBody" in schema
    for name in takes(route):
        yield from ({"json": {name: value}} for value in HOSTILE)


@pytest.fixture
async def asked(door: Door) -> Door:
    await door.asks("carol", "The export is broken")
    return door


@only_sqlite
async def test_nobody_without_the_token_is_answered(asked: Door, client: Client) -> None:
    for route in ROUTES:
        for token in (None, "", "let-me-i", "let-me-in-"):
            answer = await client.call(route.method, address(route, WHERE), token)
            assert answer.status == 401, route.name


async def test_an_address_that_leads_nowhere_breaks_nothing(asked: Door, client: Client) -> None:
    for route in ROUTES:
        for where in (NOWHERE, ODD) if route.parts else ():
            answer = await client.call(route.method, address(route, where))
            assert answer.status < 500, (route.name, where)


async def test_nonsense_is_refused_and_said_where(asked: Door, client: Client) -> None:
    for route in ROUTES:
        for args in nonsense(route):
            answer = await client.call(route.method, address(route, WHERE), **args)
            about = (route.name, args, answer.body)
            assert answer.status < 500, about
            assert answer.status != 422 or answer.error["field"], about
