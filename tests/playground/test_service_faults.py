"""Scripted troubles of the services, and beginning anew."""

import asyncio

import aiohttp
import pytest

from playground.services import Services
from tests.playground.caller import Caller

ORDER = "/orders/ORD-5001"
RESETS = "/accounts/users/usr_carol/password-resets"


async def test_two_failures_then_the_answer(caller: Caller) -> None:
    await caller.post("/_faults", {"path": ORDER, "status": 503, "times": 2, "retry_after": 1})

    url = caller.services.url + ORDER
    async with caller.http.get(url, headers=caller.headers) as first:
        assert first.status == 503
        assert first.headers["Retry-After"] == "1"
        assert await first.json() == {"error": "scripted"}
    elsewhere, _ = await caller.get("/orders/ORD-5002")
    second, _ = await caller.get(ORDER)
    third, order = await caller.get(ORDER)
    assert (elsewhere, second, third) == (200, 503, 200)
    assert order["number"] == "ORD-5001"


async def test_garbage(caller: Caller) -> None:
    await caller.post("/_faults", {"path": "/orders/*", "body": "<html>"})

    async with caller.http.get(caller.services.url + ORDER, headers=caller.headers) as got:
        assert got.status == 200
        assert got.content_type == "application/json"
        assert await got.text() == "<html>"


async def test_another_answer(caller: Caller) -> None:
    await caller.post("/_faults", {"path": ORDER, "status": 418, "body": {"short": "stout"}})

    assert await caller.get(ORDER) == (418, {"short": "stout"})


async def test_late(caller: Caller) -> None:
    loop = asyncio.get_running_loop()
    await caller.post("/_faults", {"path": ORDER, "delay": 0.05})

    began = loop.time()
    status, _ = await caller.get(ORDER)

    assert status == 200
    assert loop.time() - began >= 0.05


async def test_too_late_for_the_caller_and_for_closing(caller: Caller) -> None:
    loop = asyncio.get_running_loop()
    await caller.post("/_faults", {"path": ORDER, "delay": 60})

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await caller.get(ORDER)
    began = loop.time()
    await caller.services.stop()

    assert loop.time() - began < 0.5


async def test_a_lost_answer_is_asked_for_again(caller: Caller) -> None:
    await caller.post("/_faults", {"path": RESETS, "status": 502, "effect": True})

    lost, _ = await caller.post(RESETS, key="run-1")
    again, link = await caller.post(RESETS, key="run-1")
    _, other = await caller.post(RESETS, key="run-2")

    assert (lost, again) == (502, 201)
    assert link["link"].endswith("usr_carol-1")
    assert other["link"].endswith("usr_carol-2")


async def test_a_failure_without_effect_does_not_use_the_key_up(caller: Caller) -> None:
    await caller.post("/_faults", {"path": RESETS, "status": 502})

    failed, _ = await caller.post(RESETS, key="run-1")
    again, link = await caller.post(RESETS, key="run-1")

    assert (failed, again) == (502, 201)
    assert link["link"].endswith("usr_carol-1")


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ({"status": 503}, "path"),
        ({"path": "orders"}, "path"),
        ({"path": ORDER, "status": 20}, "status"),
        ({"path": ORDER, "times": 0}, "times"),
        ({"path": ORDER, "staus": 503}, "staus"),
    ],
)
async def test_a_fault_that_makes_no_sense(
    caller: Caller, fault: dict[str, object], wrong: str
) -> None:
    status, body = await caller.post("/_faults", fault)

    assert status == 400
    assert body["error"].startswith(wrong)


async def test_beginning_anew(caller: Caller) -> None:
    fresh = await caller.get("/billing/customers/cus_globex")
    await caller.post("/billing/invoices/GX-2058/retry")
    await caller.post("/billing/customers/cus_globex/card-links")
    await caller.post("/status/incidents", {"title": "Down", "region": "us"})
    link = await caller.post(RESETS, key="run-1")
    await caller.post("/_faults", {"path": "/status/incidents", "status": 503})

    await caller.post("/_reset")

    _, record = await caller.get("/_requests")
    assert record["requests"] == []
    assert await caller.get("/billing/customers/cus_globex") == fresh
    assert await caller.get("/status/incidents", region="us", active="true") == (
        200,
        {"incidents": []},
    )
    assert await caller.post(RESETS, key="run-2") == link


async def test_down_and_up_again(services: Services, caller: Caller) -> None:
    await caller.post("/billing/invoices/GX-2058/retry")
    port = int(services.url.rpartition(":")[2])

    await services.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.get(ORDER)
    await services.start(port=port)

    invoice = await caller.invoice("cus_globex", "GX-2058")
    assert invoice["status"] == "paid"  # it forgot nothing
