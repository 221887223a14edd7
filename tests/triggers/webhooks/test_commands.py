"""`bellhop webhooks`: who may tell us something, and trying it."""

from pathlib import Path

import pytest

from store.inbox import InboxState
from tests.bot.cli.programs import environment, typed
from tests.door import CONFIG
from tests.fakes import FakeClock
from tests.triggers.webhooks.failing import ACT, event, failing, now
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

        sent = await typed(env, "webhooks", "send", "posthog", "--url", bot.url)
        in_path = await typed(env, "webhooks", "send", "statuspage", "--url", bot.url)
        # the desk's clock is turned by the test, that of the command is not
        stale = await typed(env, "webhooks", "send", "stripe", "--url", bot.url)
        unknown = await typed(env, "webhooks", "send", "nobody", "--url", bot.url)
        nowhere = await typed(env, "webhooks", "send", "posthog", "--url", "http://127.0.0.1:9")
        await bot.ledger.carry_over(bot.deps)
        listed = await typed(env, "webhooks", "senders")

        assert (sent.exit_code, sent.output) == (0, "200: Thank you.\n")
        assert in_path.exit_code == 0
        assert (stale.exit_code, stale.output) == (1, "401: The signature is not good.\n")
        assert (
            "bellhop.yml names no webhook nobody; those it names: alertmanager, crm"
            in unknown.output
        )
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


async def test_what_came_is_listed_shown_and_tried_again(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with listening(database_url, clock, monkeypatch) as posting:
        bot = posting.door.bot
        env = environment(posting.door.slack, tmp_path, DATABASE_URL=database_url, **SECRETS)
        text = (CONFIG + WEBHOOKS).replace("not_after: 2026-03-02", "not_after: 2999-01-01")
        (tmp_path / "bellhop.yml").write_text(text)
        await posting.door.asks("carol", "This is no webhook")
        about = ["--customer", "acme", "--set", "event.properties.calculated_value=9.5"]
        sent = await typed(
            env, "webhooks", "send", "posthog", "insight_alert.firing", *about, "--url", bot.url
        )
        assert sent.exit_code == 0
        [row] = [one for one in await posting.rows() if one.source == "webhook:posthog"]
        await bot.store.write(lambda tx: tx.inbox.settle(row.id, InboxState.parked, "broken"))

        listed = await typed(env, "webhooks", "list", "--state", "parked", "--by", "posthog")
        shown = await typed(env, "webhooks", "show", str(row.id))
        other = await typed(env, "webhooks", "show", str(row.id - 1))
        tried = await typed(env, "webhooks", "replay", "--all")

        assert [line.split()[3:5] for line in listed.output.splitlines()[1:]] == [
            ["posthog", "$insight_alert_firing"]
        ]
        assert '"calculated_value": 9.5' in shown.output
        assert "Nothing that came by webhook has the number" in other.output
        assert "insight_alert.firing (firing), about acme" in " ".join(tried.output.split())
        assert (await posting.received())[-1]["facts"]["value"] == 9.5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_rules_made_of_it_is_listed(
    database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with listening(database_url, clock, monkeypatch, WEBHOOKS + ACT) as posting:
        env = environment(posting.door.slack, tmp_path, DATABASE_URL=database_url, **SECRETS)
        await failing(posting)
        paid = event(7, "invoice.paid", now(posting))
        assert await posting.signed("stripe", paid) == 200

        listed = await typed(env, "webhooks", "episodes", "--rule", "payment-failed")
        other = await typed(env, "webhooks", "episodes", "--rule", "another")
        narrow = ["--customer", "acme", "--state", "over"]
        over = await typed(env, "webhooks", "episodes", *narrow)
        unknown = await typed(env, "webhooks", "episodes", "--customer", "initech")

        assert (over.output, unknown.exit_code) == (listed.output, 1)
        [line] = listed.output.splitlines()[1:]
        for word in ("payment-failed", "acme", "opened", "T-1001"):
            assert word in line
        assert other.output == "Nothing.\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["stripe", "invoice.lost"], "There is no sample invoice.lost of stripe: charge.failed"),
        (["stripe", "--customer", "initech"], "bellhop.yml has no customer initech: acme, globex"),
        (["statuspage", "--customer", "acme"], "statuspage does not say which customer"),
        (["stripe", "--set", "attempts"], "write it like data.object.attempt_count=4"),
        (["alertmanager", "--set", "alerts.7.status=x"], "there is no such place"),
    ],
)
async def test_what_cannot_be_sent_is_said(tmp_path: Path, args: list[str], said: str) -> None:
    (tmp_path / "bellhop.yml").write_text(CONFIG + WEBHOOKS.replace("2026-03-02", "2999-01-01"))
    env = {"BELLHOP_CONFIG": str(tmp_path / "bellhop.yml"), **SECRETS}

    refused = await typed(env, "webhooks", "send", *args)

    assert refused.exit_code == 1
    assert said in refused.output
