"""The server as a process: it starts, works, refuses and stops."""

from pathlib import Path

import pytest

from playground import Slack
from tests.bot.cli.programs import ends, environment, running, says, stopped

pytestmark = pytest.mark.timeout(180)  # starting processes on a busy machine takes its time


async def test_it_makes_its_database_works_and_stops_when_told(
    slack: Slack, tmp_path: Path
) -> None:
    async with running(environment(slack, tmp_path), "serve") as server:
        url = (await says(server, "Bellhop is at work")).split()[-1]
        slack.send_to(f"{url}/slack/events")
        await slack.person("carol").says("C0ACME", "The export is broken")
        await slack.called("chat.postMessage")

        assert "The export is broken" in str(slack.person("ada").sees("C0TRIAGE"))
        assert await stopped(server) == 0


async def test_sqlite_has_one_server_and_commands_work_beside_it(
    slack: Slack, tmp_path: Path
) -> None:
    env = environment(slack, tmp_path)
    async with running(env, "serve") as server:
        await says(server, "Bellhop is at work")
        second = await ends(env, "serve")
        listed = await ends(env, "threads", "list")

        assert second.code == 2
        assert "another process serves it" in second.err
        assert (listed.code, listed.out) == (0, "No threads.\n")


async def test_socket_mode_needs_no_signing_secret(slack: Slack, tmp_path: Path) -> None:
    env = environment(slack, tmp_path, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN=slack.app_token)
    async with running(env, "serve") as server:
        await says(server, "Bellhop is at work")
        await slack.person("carol").says("C0ACME", "The export is broken")
        await slack.called("chat.postMessage")

        assert await stopped(server) == 0


async def test_everything_that_is_wrong_is_said_at_once(slack: Slack, tmp_path: Path) -> None:
    env = environment(slack, tmp_path, SLACK_SIGNING_SECRET="")
    (tmp_path / "bellhop.yml").write_text("desk: {triage: nowhere}\n", "utf-8")
    refused = await ends(env, "serve")

    assert refused.code == 2
    assert "SLACK_SIGNING_SECRET is not set" in refused.err
    assert "bellhop.yml:1: desk.triage: 'nowhere' is not a Slack channel id" in refused.err
    assert "Traceback" not in refused.err
    assert not (tmp_path / "bellhop.db").exists()


async def test_a_void_token_or_a_shared_triage_channel_is_refused(
    slack: Slack, tmp_path: Path
) -> None:
    env = environment(slack, tmp_path)
    config = (tmp_path / "bellhop.yml").read_text("utf-8")
    shared = config.replace("triage: C0TRIAGE", "triage: C0ACME").replace("[C0ACME]", "[]")
    (tmp_path / "bellhop.yml").write_text(shared, "utf-8")
    leaking = await ends(env, "serve")
    slack.revoke_token()
    revoked = await ends(env, "serve")

    assert (leaking.code, revoked.code) == (2, 2)
    assert "the triage channel, C0ACME (#acme-support) is shared" in leaking.err
    assert "SLACK_BOT_TOKEN does not work: auth.test: token_revoked" in revoked.err


async def test_a_port_that_is_taken_is_said(slack: Slack, tmp_path: Path) -> None:
    taken = slack.page_url.rsplit(":", 1)[1].strip("/")
    refused = await ends(environment(slack, tmp_path, BELLHOP_PORT=taken), "serve")

    assert refused.code == 2
    assert f"Cannot listen on 127.0.0.1, port {taken}" in refused.err
    assert "Traceback" not in refused.err
