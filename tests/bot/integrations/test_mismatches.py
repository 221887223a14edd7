"""What bellhop.yml says of other systems, and what is not so over there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.integrations.http import Http
from bot.integrations.pagerduty import PagerDuty
from bot.integrations.statuspage import Statuspage
from playground.outages import Outages
from playground.trackers import Trackers
from playground.trackers.jira import Jira
from tests.bot.integrations.given import ALL, client
from tests.contracts import holds_to, holds_to_linear

JIRA: dict[str, tuple[Callable[[Jira], object], str]] = {
    "project": (lambda jira: setattr(jira, "project", "OPS"), "has no project ENG"),
    "right": (lambda jira: jira.may_not.add("CREATE_ISSUES"), "does not let us create issues"),
    "type": (lambda jira: jira.types.pop("Bug"), "no issues of type Bug: it has Task"),
    "field": (lambda jira: jira.required.add("Environment"), "a Bug needs Environment"),
    "priority": (lambda jira: jira.priorities.discard("Highest"), "no priority Highest"),
}


@pytest.mark.parametrize("name", ALL)
async def test_what_fits_is_no_trouble(trackers: Trackers, http: Http, name: str) -> None:
    assert await client(trackers, http, name).mismatches() == []
    for request in trackers.requests:
        if name == "linear":
            holds_to_linear(request)


@pytest.mark.parametrize(("change", "said"), JIRA.values(), ids=JIRA)
async def test_jira_that_would_refuse_says_so_before(
    trackers: Trackers, http: Http, change: Callable[[Jira], object], said: str
) -> None:
    change(trackers.jira)
    [found] = await client(trackers, http, "jira").mismatches()

    assert said in found


async def test_a_team_that_linear_does_not_have(trackers: Trackers, http: Http) -> None:
    tracker = client(trackers, http, "linear")
    trackers.linear.team = "OPS"

    assert await tracker.mismatches() == ["Linear has no team ENG, or does not show it to us"]


async def test_a_repository_that_takes_no_issues(trackers: Trackers, http: Http) -> None:
    tracker, github = client(trackers, http, "github"), trackers.github
    github.public, github.has_issues, github.may_label = True, False, False
    public, off = await tracker.mismatches()
    assert "is public" in public
    assert "issues of acme/api are switched off" in off
    labelling = replace(tracker, labels=("support",))  # type: ignore[type-var]
    assert "does not let us set labels" in (await labelling.mismatches())[-1]

    elsewhere = replace(tracker, repo="acme/web")  # type: ignore[type-var]
    assert await elsewhere.mismatches() == ["GitHub has no acme/web, or does not show it to us"]
    github.repo = "acme/backend"
    await tracker.probe()
    assert await tracker.mismatches() == ["acme/api has another name now"]


async def test_a_page_without_our_components(outages: Outages, page: Statuspage) -> None:
    assert await page.mismatches() == []
    [found] = await replace(page, components={"api": "gone"}).mismatches()
    assert found == "Statuspage has no component gone (api)"
    [found] = await replace(page, page="another").mismatches()
    assert found == "Statuspage has no page another, or does not show it to us"
    for request in outages.requests:
        holds_to("statuspage_openapi3.json", request, "/statuspage")


async def test_a_service_and_a_user_that_pagerduty_does_not_have(
    outages: Outages, pager: PagerDuty
) -> None:
    assert await pager.mismatches() == []
    outages.pagerduty.service, outages.pagerduty.user = "PANOTHER", "else@example.com"

    assert await pager.mismatches() == [
        "PagerDuty has no service PSUPPORT, or does not show it to us",
        "PagerDuty has no user bellhop@example.com",
    ]
