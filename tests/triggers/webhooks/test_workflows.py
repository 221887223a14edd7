"""Workflows that begin with what another system told, when it is known for certain who that is."""

from pathlib import Path

import pytest

from tests.door import words
from tests.fakes import FakeClock
from tests.triggers.webhooks.post import FAILED, WEBHOOKS, Posting, listening

TELL = """
description: Tell what happened
mode: live
on: {{webhook.received: {{source: {source}}}}}
when: {{event.body.state: firing}}
steps:
  - id: tell
    notify:
      channel: C0ALERTS
      text: "{{{{ event.body.title }}}} {text}"
"""
MONITOR = {"id": "1", "alert_id": "7", "title": "Errors", "transition": "Triggered"}


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    folder = tmp_path / "workflows"
    folder.mkdir()
    more = {"stripe": "{{ event.body.facts.invoice }} {{ customer.tier }}"}
    for source in ("stripe", "datadog", "alertmanager"):
        text = TELL.format(source=source, text=more.get(source, ""))
        (folder / f"{source}.yml").write_text(text)
    return folder


def alerts(posting: Posting) -> list[str]:
    return [words(message) for message in posting.door.person("ada").sees("C0ALERTS")]


async def test_a_signed_webhook_starts_a_workflow_that_reads_it(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, workflows: Path
) -> None:
    async with listening(database_url, clock, monkeypatch, WEBHOOKS, workflows) as posting:
        await posting.signed("stripe", FAILED)
        await posting.door.settle()

        [said] = alerts(posting)
        assert "A payment failed in_1 enterprise" in said


async def test_who_is_not_known_for_certain_starts_one_only_when_the_operator_says_so(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, workflows: Path
) -> None:
    config = WEBHOOKS.replace("header: Authorization", "header: X-Bellhop-Secret")
    async with listening(database_url, clock, monkeypatch, config, workflows) as posting:
        alert = {"status": "firing", "labels": {"alertname": "Errors"}, "startsAt": "2026-03-02"}
        assert await posting.told("alertmanager", {"alerts": [alert]}) == 200
        await posting.door.settle()
        assert alerts(posting) == []

        assert await posting.told("datadog", MONITOR) == 200
        await posting.door.settle()

        assert "Errors" in alerts(posting)[0]
        assert [one["trust"] for one in await posting.received()] == ["low", "low"]
