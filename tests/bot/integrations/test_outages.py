"""PagerDuty and Statuspage: what our clients ask is what those describe, and what it does there."""

from datetime import timedelta

import pytest

from bot.errors import DeliveryError, Rejected, TokenDead, Unreachable
from bot.integrations.pagerduty import PagerDuty
from bot.integrations.statuspage import Statuspage
from playground.outages import Outages
from playground.outages.statuspage import COMPONENTS
from playground.services.faults import Fault
from store.states import Severity
from tests.bot.integrations.given import NOW
from tests.contracts import holds_to

API, WEB, APP = COMPONENTS
DOWN = "major_outage"
INC = "incident:7"
OPENED = {"name": "API down", "status": "investigating", "body": "We look into it."}


async def test_what_pagerduty_is_asked_is_what_it_describes(
    outages: Outages, pager: PagerDuty
) -> None:
    details = {"why": "Nothing works", "people": ["olga"]}
    for refuses, key in [(False, "page:1"), (True, "page:2")]:
        outages.pagerduty.refuses = refuses
        await pager.page(key, "T-1001: API down", Severity.SEV1, details, "https://x.example")
        outages.pagerduty.refuses = False
        await pager.acknowledge(key)
        await pager.resolve(key)
    await pager.paged(NOW, "page:1")
    await pager.probe()
    assert await pager.standing("page:1") == {"status": "resolved", "by": "Bellhop"}
    assert await pager.on_call("PSCHED1") == {"emails": ["olga@example.com"]}

    assert [one.status for one in outages.pagerduty.incidents] == ["resolved", "resolved"]
    for request in outages.requests:
        events = request["path"].endswith("enqueue")
        name = "events_v2_openapiv3" if events else "rest_subset_accept_fixed"
        holds_to(f"pagerduty_{name}.json", request, "/pagerduty/v2" if events else "/pagerduty")


async def test_what_statuspage_is_asked_is_what_it_describes(
    outages: Outages, page: Statuspage
) -> None:
    await page.open(INC, **OPENED, components={API: DOWN})
    await page.update(INC, "identified", "We know why.", {WEB: "partial_outage"})
    await page.updated(NOW, INC, "We know why.", "identified")
    await page.resolve(INC, "It is over.")
    await page.probe()

    for request in outages.requests:
        holds_to("statuspage_openapi3.json", request, "/statuspage")


async def test_only_what_we_broke_is_mended(outages: Outages, page: Statuspage) -> None:
    await page.open(INC, **OPENED, components={API: DOWN, WEB: DOWN})
    await page.open("incident:8", **OPENED, components={WEB: DOWN})
    # somebody adds a component by hand
    ours = outages.statuspage.incidents[0]
    ours["components"].append({"id": APP})
    outages.statuspage.components[APP] = DOWN
    await page.resolve(INC, "It is over.")

    assert outages.statuspage.components == {API: "operational", WEB: DOWN, APP: DOWN}
    assert ours["status"] == "resolved"
    await page.resolve("incident:8", "This too.")
    assert outages.statuspage.components == {API: "operational", WEB: "operational", APP: DOWN}


async def test_an_update_keeps_the_components_of_before(outages: Outages, page: Statuspage) -> None:
    await page.open(INC, **OPENED, components={API: DOWN})
    await page.update(INC, "monitoring", "Better.", {WEB: "degraded_performance"})
    await page.resolve(INC, "Over.")

    assert set(outages.statuspage.components.values()) == {"operational"}
    [incident] = outages.statuspage.incidents
    said = [(one["status"], one["body"]) for one in incident["incident_updates"]]
    assert said[::-1] == [
        ("investigating", "We look into it."),
        ("monitoring", "Better."),
        ("resolved", "Over."),
    ]


async def test_what_was_done_is_found_and_what_was_not_is_not(page: Statuspage) -> None:
    assert await page.opened(NOW, INC) is None
    told = await page.open(INC, **OPENED, components={})
    assert await page.opened(NOW, INC) == told

    same = ("Still looking.", "investigating")
    assert await page.updated(NOW, INC, *same) is None
    await page.update(INC, same[1], same[0], {})
    assert await page.updated(NOW, INC, *same) == told
    later = NOW + timedelta(hours=1)  # the same words, said once more on purpose
    assert await page.updated(later, INC, *same) is None
    await page.resolve(INC, "Over.")
    assert await page.updated(NOW, INC, "Over.") == told


@pytest.mark.parametrize(
    ("fault", "error", "doubt"),
    [
        ({"status": 420}, Unreachable, False),
        ({"status": 429, "retry_after": 7}, Unreachable, False),
        ({"status": 503}, Unreachable, True),
        ({"status": 401}, TokenDead, None),
        ({"status": 422, "body": {"error": ["Name can't be blank"]}}, Rejected, None),
        ({"body": "<html>"}, Unreachable, True),
    ],
)
async def test_what_goes_wrong_is_told_apart(
    outages: Outages,
    page: Statuspage,
    fault: dict[str, object],
    error: type[DeliveryError],
    doubt: bool | None,
) -> None:
    outages.faults.pending.append(Fault.model_validate({"path": "/statuspage/*", **fault}))

    with pytest.raises(error) as raised:
        await page.open(INC, **OPENED, components={})
    assert getattr(raised.value, "in_doubt", None) is doubt


async def test_what_is_not_there_cannot_go_on(page: Statuspage) -> None:
    with pytest.raises(Rejected, match="has no incident of ours by incident:7"):
        await page.update(INC, "monitoring", "Better.", {})
