"""Runs whose file names what bellhop.yml no longer has: a human goes on, at once."""

import pytest

from store.runs import RunState
from store.threads import Priority
from tests.door import CONFIG
from tests.handlers.looks import entries
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import run_of

MORE = CONFIG.replace("teams: {support: {}}", "teams: {support: {}, billing: {}}").replace(
    "  lea:", "  eve: {slack: U0EVE, teams: [support]}\n  lea:"
)
WITH = MORE + "services: {crm: {url: 'https://crm.example'}}\n"
WAITS = """
description: Looks again in a month
on: thread.created
mode: %s
steps:
  - {id: tell, note: first}
  - {id: pause, wait: 30d}
  - {id: then, %s}
"""


@pytest.mark.parametrize(
    ("step", "gone"),
    [
        ("set_team: billing", "'billing' is not among the teams of bellhop.yml"),
        ("assign: {agent: eve}", "'eve' is not among the agents of bellhop.yml"),
        ("http: {service: crm}", "'crm' is not among the services of bellhop.yml"),
    ],
)
async def test_a_name_that_is_gone_while_a_run_waits_is_for_a_human(
    desk: OpenDesk, step: str, gone: str
) -> None:
    async with desk(WITH, later=WAITS % ("live", step)) as door:
        await door.asks("carol", "I want a refund")
        assert (await run_of(door)).state is RunState.waiting
    async with desk(later=WAITS % ("live", step)) as door:
        await door.settle()

        run = await run_of(door)
        assert run.state is RunState.failed
        assert gone in str(run.reason)
        assert (await door.thread()).priority is Priority.high
        [entry] = await entries(door, "workflow.handed_over")
        assert entry.before == "system error"
        queued = await door.read(lambda tx: tx.deliveries.page(limit=1000))
        [line] = [one.payload["line"] for one in queued if "needs a human" in str(one.payload)]
        assert gone in line
        assert "tell: note: first" in line
        assert any(gone in str(one) for one in door.person("ada").sees("C0ALERTS"))


async def test_in_shadow_only_the_alert_channel_hears_of_it(desk: OpenDesk) -> None:
    shadow = WAITS % ("shadow", "set_team: billing")
    async with desk(WITH, later=shadow) as door:
        await door.asks("carol", "I want a refund")
    async with desk(later=shadow) as door:
        await door.settle()

        assert (await run_of(door)).state is RunState.failed
        assert await entries(door, "workflow.handed_over") == []
        assert any("'billing'" in str(one) for one in door.person("ada").sees("C0ALERTS"))
