"""The environment: what it may say, and how a mistake in it is told."""

from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.settings import Settings


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "DATABASE_URL",
        "BELLHOP_CONFIG",
        "BELLHOP_WORKFLOWS",
        "BELLHOP_HOST",
        "BELLHOP_PORT",
        "PORT",
        "BELLHOP_API_TOKEN",
        "BELLHOP_LOG",
        "BELLHOP_TRUSTED_PROXIES",
    ):
        monkeypatch.delenv(name, raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.load()


def test_an_empty_environment_has_defaults() -> None:
    settings = Settings.load()

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite+aiosqlite:///bellhop.db"
    assert settings.config_path == Path("bellhop.yml")
    assert settings.workflows_path == Path("workflows")
    assert (settings.host, settings.port, settings.log) == ("127.0.0.1", 3000, "text")
    assert not settings.socket_mode


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s3cret",
        SLACK_API_URL="http://127.0.0.1:9/api",
        DATABASE_URL="postgresql+asyncpg://bell:hop@db/bellhop",
        BELLHOP_CONFIG="/etc/bellhop.yml",
        BELLHOP_WORKFLOWS="/etc/workflows",
        BELLHOP_HOST="0.0.0.0",
        BELLHOP_PORT="8080",
        BELLHOP_API_TOKEN="t0ken",
        BELLHOP_LOG="json",
        BELLHOP_TRUSTED_PROXIES="10.0.0.0/8, 2001:db8::1",
    )

    assert settings.slack_credentials().bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"
    assert settings.config_path == Path("/etc/bellhop.yml")
    assert (settings.host, settings.port, settings.log) == ("0.0.0.0", 8080, "json")
    assert settings.api_token is not None
    assert [str(one) for one in settings.trusted_proxies] == ["10.0.0.0/8", "2001:db8::1/128"]


def test_the_port_a_platform_gives_is_used_unless_ours_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load(monkeypatch, PORT="5000").port == 5000
    assert load(monkeypatch, PORT="5000", BELLHOP_PORT="6000").port == 6000


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load(monkeypatch, SLACK_APP_TOKEN="", BELLHOP_PORT="").socket_mode


def test_an_app_token_switches_to_socket_mode_and_needs_no_signing_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert settings.socket_mode
    assert settings.slack_credentials().app_token is not None


def test_secrets_do_not_show_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-hush",
        SLACK_SIGNING_SECRET="hush",
        BELLHOP_API_TOKEN="hush",
        DATABASE_URL="postgresql+asyncpg://bell:hush@db/bellhop",
    )

    assert "hush" not in f"{settings!r} {settings} {settings.slack_credentials()!r}"


def test_every_wrong_variable_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured) as error:
        load(
            monkeypatch,
            DATABASE_URL="mysql://root:hush@db",
            BELLHOP_PORT="seventy",
            BELLHOP_LOG="xml",
            SLACK_API_URL="slack.com",
        )

    assert str(error.value).splitlines() == [
        "SLACK_API_URL has to begin with http:// or https://",
        "DATABASE_URL has to begin with sqlite+aiosqlite:// or postgresql+asyncpg://",
        "BELLHOP_PORT has to be a number from 0 to 65535",
        "BELLHOP_LOG has to be 'text' or 'json'",
    ]


def test_a_port_that_there_is_not_and_a_proxy_that_is_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Misconfigured) as error:
        load(monkeypatch, PORT="80000", BELLHOP_TRUSTED_PROXIES="10.0.0.0/8, proxy")

    assert str(error.value).splitlines() == [
        "BELLHOP_PORT has to be a number from 0 to 65535",
        "BELLHOP_TRUSTED_PROXIES has to be addresses or networks, with commas between them",
    ]


def test_missing_slack_variables_are_named_together() -> None:
    with pytest.raises(Misconfigured) as error:
        Settings.load().slack_credentials()

    assert "SLACK_BOT_TOKEN is not set" in str(error.value)
    assert "SLACK_SIGNING_SECRET is not set" in str(error.value)


def test_swapped_tokens_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, SLACK_BOT_TOKEN="xapp-1", SLACK_APP_TOKEN="xoxb-1")

    with pytest.raises(
        Misconfigured, match=r"(?s)SLACK_BOT_TOKEN.*: one begins with xoxb-.*SLACK_APP_TOKEN.*xapp-"
    ):
        settings.slack_credentials()


def test_a_secret_that_the_file_names_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec")

    assert Settings.load().secret("STRIPE_WEBHOOK_SECRET").get_secret_value() == "whsec"


def test_a_secret_that_is_not_set_is_named() -> None:
    with pytest.raises(Misconfigured, match="NO_SUCH_SECRET is not set"):
        Settings.load().secret("NO_SUCH_SECRET")
