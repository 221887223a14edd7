"""`bellhop check` names what is wrong, where, and how to put it right."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot.cli.checks.scopes import BREAKS
from playground import Fault, Slack
from playground.outages import Outages
from playground.outages.statuspage import PAGE
from playground.trackers import Trackers
from tests.bot.cli.programs import environment, typed
from tests.door import MANIFEST


@pytest.fixture
async def env(slack: Slack, tmp_path: Path) -> Mapping[str, str]:
    return environment(slack, tmp_path)


def with_desk(env: Mapping[str, str], **changes: object) -> None:
    path = Path(env["BELLHOP_CONFIG"])
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | changes), "utf-8")


def test_every_scope_of_the_manifest_is_explained() -> None:
    assert sorted(BREAKS) == sorted(MANIFEST["oauth_config"]["scopes"]["bot"])


async def test_a_set_up_that_works(env: Mapping[str, str]) -> None:
    checked = await typed(env, "check")

    assert checked.exit_code == 0, checked.output
    assert "✗" not in checked.output
    for about in ("environment", "bellhop.yml", "database", "scopes", "customers", "agents"):
        assert f"✓ {about}" in checked.output
    assert "does not exist yet" in (await typed(env, "check")).output  # looking made none


async def test_what_is_not_there_is_said(env: Mapping[str, str]) -> None:
    nowhere = f"{env['BELLHOP_CONFIG']}.gone"
    checked = await typed({**env, "BELLHOP_CONFIG": nowhere}, "check")

    assert checked.exit_code == 1
    assert f"{nowhere}: No such file or directory" in checked.output
    assert "→ Make one, or say in BELLHOP_CONFIG where it is" in checked.output
    assert "Correct the line" not in checked.output


async def test_shipped_workflows_that_nobody_wants_are_no_mistake(env: Mapping[str, str]) -> None:
    shipped = Path(__file__).parents[3] / "workflows"
    checked = await typed({**env, "BELLHOP_WORKFLOWS": str(shipped)}, "check")

    assert checked.exit_code == 0, checked.output
    assert " of 8 can be used" in checked.output
    assert "✓ workflows      off, and not for this desk: api-errors" in checked.output


async def test_workflows_that_are_wanted_and_wrong(env: Mapping[str, str], tmp_path: Path) -> None:
    folder = Path(env["BELLHOP_WORKFLOWS"])
    (folder / "refund.yml").write_text("description: a\nmode: live\non: thread.creatd\nsteps: []\n")
    checked = await typed(env, "check")
    nowhere = await typed({**env, "BELLHOP_WORKFLOWS": str(tmp_path / "flows")}, "check")

    assert checked.exit_code == 1
    assert "refund.yml:3: on[0]: there is no event thread.creatd" in checked.output
    assert "refund.yml:4: steps: has to be a list" in checked.output
    assert checked.output.count("`bellhop workflows lint` says all of it") == 1
    assert nowhere.exit_code == 1
    assert f"✗ workflows      {tmp_path}/flows: there is no such folder" in nowhere.output


async def test_missing_scopes_say_what_they_break(env: Mapping[str, str], slack: Slack) -> None:
    slack.scopes.discard("chat:write.customize")
    checked = await typed(env, "check")

    assert checked.exit_code == 1
    assert "✗ scopes         chat:write.customize is missing: it breaks answers" in checked.output
    assert "reinstall the app" in checked.output


async def test_channels_and_people_that_do_not_fit(env: Mapping[str, str]) -> None:
    desk = {"triage": "C0ACME", "alerts": "C0ENG"}
    agents = {"ada": {"slack": "U0ADA"}, "eve": {"slack": "U0EVE"}, "zoe": {"slack": "U0ZOE"}}
    customers = {"acme": {"channels": ["C0NONE"]}, "initech": {"channels": ["C0NEW"]}}
    with_desk(env, desk=desk, agents=agents, customers=customers, teams={}, tiers={}, sla=[])
    checked = await typed(env, "check")

    assert checked.exit_code == 1
    assert "the triage channel, C0ACME (#acme-support) is shared" in checked.output
    assert "the bot is not in the alert channel, C0ENG (#engineering)" in checked.output
    assert "a channel of acme, C0NONE: no such channel" in checked.output
    assert "the bot is not in a channel of initech, C0NEW" in checked.output
    assert "eve (U0EVE) is of another workspace" in checked.output
    assert "zoe (U0ZOE) does not exist" in checked.output


async def test_secrets_that_are_missing_or_malformed(env: Mapping[str, str]) -> None:
    hidden = {"Authorization": {"secret_env": "ACCOUNTS_AUTHORIZATION"}, "X-Team": "support"}
    services = {"accounts": {"url": "https://accounts.example/api/", "headers": hidden}}
    endpoints = {
        name: {"url": "https://hooks.example/", "secret_env": f"{name.upper()}_SECRET"}
        for name in ("crm", "erp", "log")
    }
    webhooks = {"stripe": {"secret_env": "STRIPE_SECRET"}}
    with_desk(env, services=services, endpoints=endpoints, webhooks=webhooks)
    short = {"CRM_SECRET": "whsec_c2hvcnQ=", "ERP_SECRET": f"{'c2hvcnQ=' * 8}"}
    checked = await typed({**env, **short, "ACCOUNTS_AUTHORIZATION": "Bearer x\n"}, "check")
    served = await typed(env, "serve")

    assert checked.exit_code == 1
    assert "ACCOUNTS_AUTHORIZATION has a line break" in checked.output
    assert "(services.accounts.headers.Authorization)" in checked.output
    for name in ("crm", "erp"):
        wanted = f"{name.upper()}_SECRET has to be whsec_ and the base64 of 24 to 64 bytes"
        assert f"✗ secrets        {wanted} (endpoints.{name}.secret_env)" in checked.output
    assert "LOG_SECRET is not set" in checked.output
    assert "STRIPE_SECRET is not set" in checked.output
    assert "c2hvcnQ" not in checked.output
    assert served.exit_code == 2
    assert "ACCOUNTS_AUTHORIZATION is not set" in served.output

    key = f"whsec_{'c2VjcmV0IGtleSBvZiAyNCBieXRlcy4u'}"
    right = {"CRM_SECRET": key, "ERP_SECRET": key, "LOG_SECRET": key, "STRIPE_SECRET": key}
    healthy = await typed({**env, **right, "ACCOUNTS_AUTHORIZATION": "Bearer x"}, "check")
    assert healthy.exit_code == 0, healthy.output


async def test_the_app_token_is_tried(env: Mapping[str, str]) -> None:
    checked = await typed({**env, "SLACK_APP_TOKEN": "xapp-wrong"}, "check")

    assert checked.exit_code == 1
    assert "SLACK_APP_TOKEN does not work: apps.connections.open: invalid_auth" in checked.output


async def test_slack_that_does_not_answer(env: Mapping[str, str]) -> None:
    checked = await typed({**env, "SLACK_API_URL": "http://127.0.0.1:9/"}, "check")

    assert checked.exit_code == 1
    assert "✗ slack          Slack cannot be reached: auth.test: no connection" in checked.output


async def test_limits_of_slack_are_waited_for(env: Mapping[str, str], slack: Slack) -> None:
    slack.fails("users.info", Fault.ratelimited(1))

    assert (await typed(env, "check")).exit_code == 0


async def test_databases(env: Mapping[str, str], tmp_path: Path) -> None:
    nowhere = await typed({**env, "DATABASE_URL": "sqlite+aiosqlite:////nowhere/b.db"}, "check")
    closed = "postgresql+asyncpg://bellhop:secret-word@127.0.0.1:9/bellhop"
    unreachable = await typed({**env, "DATABASE_URL": closed}, "check")
    (tmp_path / "junk.db").write_bytes(b"no database at all" * 100)
    junk = await typed({**env, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/junk.db"}, "check")

    assert "/nowhere/b.db: the folder /nowhere does not exist" in nowhere.output
    assert "bellhop:***@127.0.0.1:9/bellhop: " in unreachable.output
    assert "secret-word" not in unreachable.output
    assert "file is not a database" in junk.output


async def test_an_old_schema(env: Mapping[str, str], tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bellhop.db") as old:
        old.execute("CREATE TABLE of_old (id INTEGER)")
    old.close()
    before = await typed(env, "check")
    refused = await typed(env, "inbox", "list")
    migrated = await typed(env, "migrate")

    assert "its tables are not the newest" in before.output
    assert (refused.exit_code, "run `bellhop migrate`" in refused.output) == (2, True)
    assert "is up to date now" in migrated.output
    assert "bellhop.db is up to date\n" in (await typed(env, "check")).output


async def test_a_schema_of_a_newer_version(env: Mapping[str, str], tmp_path: Path) -> None:
    await typed(env, "migrate")
    with sqlite3.connect(tmp_path / "bellhop.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    for command in ("check", "migrate", "serve"):
        said = (await typed(env, command)).output
        assert "a newer Bellhop has used it (schema 9999): install that version" in said


async def test_what_is_not_there_is_named(env: Mapping[str, str]) -> None:
    trackers = Trackers("let-me-in")
    await trackers.start()
    trackers.linear.team = "OPS"
    linear, github = f"{trackers.url}/linear/graphql", f"{trackers.url}/github"
    with_desk(
        env,
        integrations={
            "linear": {"key_env": "KEY", "team": "ENG", "url": linear, "private": True},
            "github": {"token_env": "KEY", "repo": "acme/web", "url": github, "private": True},
        },
    )
    checked = await typed({**env, "KEY": "let-me-in"}, "check")
    await trackers.stop()

    assert checked.exit_code == 1
    for wrong in ("Linear has no team ENG", "GitHub has no acme/web"):
        assert f"✗ integrations   {wrong}, or does not show it to us" in checked.output


async def test_a_schedule_by_which_nobody_is_on_call_is_named(env: Mapping[str, str]) -> None:
    outages = Outages("k" * 32)
    await outages.start()
    outages.pagerduty.schedules = {"PSCHED"}
    url, keys = f"{outages.url}/pagerduty", {"routing_key_env": "PD", "token_env": "PD"}
    with_desk(
        env,
        integrations={"pagerduty": {**keys, "events_url": url, "url": url, "private": True}},
        oncall={
            "engineering": {"pagerduty_schedule": "PSCHED"},
            "platform": {"pagerduty_schedule": "PGONE"},
        },
    )
    checked = await typed({**env, "PD": "k" * 32}, "check")
    await outages.stop()

    assert "✗ integrations   nobody is on call by the schedule PGONE of PagerDuty" in checked.output
    assert "PSCHED" not in checked.output


async def test_keys_that_other_systems_do_not_know(env: Mapping[str, str]) -> None:
    outages = Outages("k" * 32)
    await outages.start()
    pager, page = f"{outages.url}/pagerduty", f"{outages.url}/statuspage"
    with_desk(
        env,
        integrations={
            "pagerduty": {"routing_key_env": "PD", "events_url": pager, "private": True},
            "statuspage": {"page": PAGE, "key_env": "SP", "url": page, "private": True},
        },
    )
    checked = await typed({**env, "PD": "k" * 32, "SP": "another"}, "check")
    await outages.stop()

    assert checked.exit_code == 1
    assert "✓ integrations   pagerduty knows our key" in checked.output
    assert "✗ integrations   Statuspage does not know our key (HTTP 401)" in checked.output
    assert outages.pagerduty.incidents == []
