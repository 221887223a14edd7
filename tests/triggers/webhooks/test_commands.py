"""`bellhop webhooks`: who may tell us something, and trying it."""

from pathlib import Path

import pytest

from tests.bot.cli.programs import environment, typed
from tests.door import CONFIG
from tests.fakes import FakeClock
from tests.triggers.webhooks.post import SECRETS, WEBHOOKS, listening

pytestmark = pytest.mark.usefixtures("logging_as_before")


async def test_they_are_listed_and_tried(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with listening(database_url, clock, monkeypatch) as posting:
        bot = posting.door.bot
        env = environment(posting.door.slack, tmp_path, DATABASE_URL=database_url, **SECRETS)
        later = WEBHOOKS.replace("not_after: 2026-03-02", "not_after: 2999-01-01")
        (tmp_path / "bellhop.yml").write_text(CONFIG + later)

        sent = await typed(env, "webhooks", "send-sample", "posthog", "--url", bot.url)
        in_path = await typed(env, "webhooks", "send-sample", "statuspage", "--url", bot.url)
        # the desk's clock is turned by the test, that of the command is not
        stale = await typed(env, "webhooks", "send-sample", "stripe", "--url", bot.url)
        unknown = await typed(env, "webhooks", "send-sample", "nobody", "--url", bot.url)
        nowhere = await typed(
            env, "webhooks", "send-sample", "posthog", "--url", "http://127.0.0.1:9"
        )
        await bot.ledger.carry_over(bot.deps)
        listed = await typed(env, "webhooks", "list")

        assert (sent.exit_code, sent.output) == (0, "200: Thank you.\n")
        assert in_path.exit_code == 0
        assert (stale.exit_code, stale.output) == (1, "401: The signature is not good.\n")
        assert "bellhop.yml names no webhook nobody: alertmanager, crm" in unknown.output
        assert "Nothing answers at http://127.0.0.1:9" in nowhere.output
        [line] = [one for one in listed.output.splitlines() if one.startswith("posthog")]
        assert line.split()[:6] == [
            "posthog",
            "posthog",
            "shared-secret",
            "low",
            "2026-03-02",
            "09:00:00",
        ]
        assert {one["type"] for one in await posting.received()} == {
            "insight_alert.firing",
            "incident.identified",
        }
