"""The services of the playground: what they answer, and what they refuse."""

import json

import aiohttp
import pytest

from playground.services import Services
from tests.playground.caller import TOKEN, Caller


@pytest.mark.parametrize("path", ["/accounts/users?email=x", "/orders", "/_requests", "/nothing"])
@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}])
async def test_nobody_gets_in_without_the_token(
    services: Services, http: aiohttp.ClientSession, path: str, given: dict[str, str]
) -> None:
    async with http.get(services.url + path, headers=given) as got:
        assert got.status == 401
        assert got.headers["WWW-Authenticate"] == "Bearer"
        assert await got.json() == {"error": "unauthorized"}


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/users?email=eve@initech.example",
        "/orders/ORD-9999",
        "/billing/customers/cus_nobody",
        "/limits/cus_nobody",
    ],
)
async def test_who_and_what_is_not_known(caller: Caller, path: str) -> None:
    status, body = await caller.get(path)

    assert status == 404
    assert body["error"].startswith("no such")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/users/usr_nobody/password-resets",
        "/billing/customers/cus_nobody/card-links",
        "/billing/invoices/XX-1/retry",
        "/status/incidents/inc-9/resolve",
    ],
)
async def test_nothing_is_done_to_what_is_not_known(caller: Caller, path: str) -> None:
    status, body = await caller.post(path)

    assert status == 404
    assert body["error"].startswith("no such")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/users",
        "/orders?limit=0",
        "/orders?limit=many",
        "/orders?cursor=ORD-9",
        "/status/incidents?active=perhaps",
        "/docs/search",
    ],
)
async def test_what_makes_no_sense(caller: Caller, path: str) -> None:
    status, _ = await caller.get(path)

    assert status == 400


async def test_accounts(caller: Caller) -> None:
    _, carol = await caller.get("/accounts/users", email="Carol@acme.example")
    _, cody = await caller.get("/accounts/users", email="cody@acme.example")
    _, dave = await caller.get("/accounts/users", email="dave@globex.example")

    assert carol == {
        "id": "usr_carol",
        "email": "carol@acme.example",
        "workspace": "acme",
        "verified": True,
        "flagged": False,
        "flag_reason": None,
    }
    assert not cody["verified"]
    assert dave["flagged"]
    assert "two continents" in dave["flag_reason"]


async def test_a_link_to_reset_a_password(caller: Caller) -> None:
    first = await caller.post("/accounts/users/usr_carol/password-resets", key="run-1")
    again = await caller.post("/accounts/users/usr_carol/password-resets", key="run-1")
    other = await caller.post("/accounts/users/usr_carol/password-resets", key="run-2")

    link = {
        "link": "https://app.example.com/reset/usr_carol-1",
        "expires_at": "2026-03-02T10:00:00+00:00",
    }
    assert first == again == (201, link)
    assert other[1]["link"] != link["link"]


async def test_a_link_may_go_by_mail_where_nobody_else_reads_it(caller: Caller) -> None:
    path, by_mail = "/accounts/users/usr_carol/password-resets", {"deliver": "email"}
    status, sent = await caller.post(path, by_mail)
    refused, _ = await caller.post(path, {"deliver": "pigeon"})

    assert (status, sent["sent_to"]) == (201, "carol@acme.example")
    assert "link" not in sent
    assert refused == 400


async def test_one_key_is_for_one_request(caller: Caller) -> None:
    await caller.post("/accounts/users/usr_carol/password-resets", key="run-1")
    status, _ = await caller.post("/accounts/users/usr_cody/password-resets", key="run-1")

    assert status == 422


async def test_no_link_for_a_flagged_account(caller: Caller) -> None:
    status, body = await caller.post("/accounts/users/usr_dave/password-resets", key="run-1")

    assert status == 409
    assert "two continents" in body["error"]


async def test_an_order(caller: Caller) -> None:
    status, order = await caller.get("/orders/ord-5002")

    assert status == 200
    assert order == {
        "number": "ORD-5002",
        "status": "shipped",
        "carrier": "Parcels",
        "tracking_url": "https://parcels.example.com/ORD-5002",
        "eta": "2026-03-04",
        "customer": "cus_acme",
    }


async def test_orders_come_in_pages(caller: Caller) -> None:
    pages = []
    query = {"customer": "cus_acme", "limit": "2"}
    while True:
        _, page = await caller.get("/orders", **query)
        pages.append([order["status"] for order in page["orders"]])
        if not page["next"]:
            break
        query["cursor"] = page["next"]

    assert pages == [["processing", "shipped"], ["delivered", "lost"], ["delivered"]]


async def test_billing(caller: Caller) -> None:
    _, acme = await caller.get("/billing/customers/cus_acme")
    _, globex = await caller.get("/billing/customers/cus_globex")
    _, initech = await caller.get("/billing/customers/cus_initech")

    card = {"brand": "visa", "last4": "4242", "expires": "2025-10", "expired": True}
    assert acme["card"] == card
    assert not globex["card"]["expired"]
    assert globex["invoices"][1] == {
        "id": "GX-2058",
        "amount": 480,
        "currency": "EUR",
        "status": "failed",
        "failure_reason": "insufficient_funds",
        "attempts": 1,
        "next_attempt": "2026-03-05T09:00:00+00:00",
    }
    assert initech["dispute"] == {"id": "dp_3011", "amount": 90, "reason": "duplicate"}
    assert acme["dispute"] is globex["dispute"] is None


async def test_a_retried_payment_is_settled_when_looked_at(caller: Caller) -> None:
    status, accepted = await caller.post("/billing/invoices/GX-2058/retry")
    twice, _ = await caller.post("/billing/invoices/GX-2058/retry")

    settled = await caller.invoice("cus_globex", "GX-2058")
    assert (status, accepted["status"]) == (202, "open")
    assert twice == 409
    assert (settled["status"], settled["attempts"]) == ("paid", 2)


async def test_an_invoice_is_settled_when_looked_at_by_itself(caller: Caller) -> None:
    await caller.post("/billing/invoices/GX-2058/retry")
    status, settled = await caller.get("/billing/invoices/GX-2058")
    unknown, _ = await caller.get("/billing/invoices/GX-1")

    assert (status, settled["status"]) == (200, "paid")
    assert unknown == 404


async def test_an_expired_card_pays_nothing(caller: Caller) -> None:
    await caller.post("/billing/invoices/AC-1107/retry")
    settled = await caller.invoice("cus_acme", "AC-1107")

    assert (settled["status"], settled["failure_reason"]) == ("failed", "expired_card")
    assert settled["next_attempt"]


async def test_a_link_to_a_new_card(caller: Caller) -> None:
    answer = await caller.post("/billing/customers/cus_acme/card-links")

    assert answer == (201, {"link": "https://pay.example.com/card/cus_acme-1"})


async def test_incidents(caller: Caller) -> None:
    _, europe = await caller.get("/status/incidents", region="EU", active="true")
    _, america = await caller.get("/status/incidents", region="us", active="true")
    _, over = await caller.get("/status/incidents", active="false")

    assert europe["incidents"] == [
        {
            "id": "inc-102",
            "title": "Elevated error rates on the API",
            "region": "eu",
            "component": "api",
            "status": "identified",
            "page_url": "https://status.example.com/incidents/inc-102",
            "started_at": "2026-03-02T08:35:00+00:00",
        }
    ]
    assert america["incidents"] == []
    assert [incident["id"] for incident in over["incidents"]] == ["inc-101"]


async def test_an_incident_by_hand(caller: Caller) -> None:
    opened = await caller.post("/status/incidents", {"title": "No log-ins", "region": "us"})
    _, during = await caller.get("/status/incidents", region="us", active="true")
    resolved, _ = await caller.post(f"/status/incidents/{opened[1]['id']}/resolve")
    _, after = await caller.get("/status/incidents", region="us", active="true")

    assert (opened[0], resolved) == (201, 200)
    assert during["incidents"] == [opened[1]]
    assert after["incidents"] == []


@pytest.mark.parametrize("body", [None, [], {"title": "No region"}, {"title": "", "region": "eu"}])
async def test_an_incident_without_words(caller: Caller, body: object) -> None:
    status, answer = await caller.post("/status/incidents", body)

    assert status == 400
    assert answer["error"]


async def test_limits(caller: Caller) -> None:
    _, acme = await caller.get("/limits/cus_acme")
    _, globex = await caller.get("/limits/cus_globex")

    assert acme == {"tier": "standard", "requests_per_minute": 60, "used": 60, "throttled": True}
    assert not globex["throttled"]


async def test_the_page(caller: Caller, http: aiohttp.ClientSession) -> None:
    await caller.post("/status/incidents", {"title": "<b>Down</b>", "region": "us"})
    await caller.post("/_faults", {"path": "/orders", "status": 503})

    async with http.get(f"{caller.services.url}/") as got:
        page = await got.text()
    assert "carol@acme.example" in page
    assert "POST /billing/invoices/{id}/retry" in page
    assert "Faults to come" in page
    assert "&lt;b&gt;Down" in page
    assert "<b>Down" not in page


async def test_what_was_asked(caller: Caller) -> None:
    await caller.post("/status/incidents", {"title": "Down", "region": "us"}, key="run-7")
    await caller.get("/orders/ORD-9", verbose="1")
    async with caller.http.get(f"{caller.services.url}/nowhere", headers=caller.headers):
        pass
    caller.headers["Authorization"] = "Bearer wrong"
    await caller.get("/orders")
    caller.headers["Authorization"] = f"Bearer {TOKEN}"

    _, record = await caller.get("/_requests")

    asked = record["requests"]
    assert [each["status"] for each in asked] == [201, 404, 404, 401]
    assert json.loads(asked[0]["body"]) == {"title": "Down", "region": "us"}
    assert asked[0]["headers"]["Idempotency-Key"] == "run-7"
    assert asked[1]["query"] == {"verbose": "1"}
    assert TOKEN not in json.dumps(asked)
