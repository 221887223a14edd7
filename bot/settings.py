"""What the environment says: tokens, addresses, paths. The rest is in bellhop.yml."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import Misconfigured

DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")
WANTED = {  # where what pydantic says is no plain English
    "BELLHOP_PORT": "has to be a number from 0 to 65535",
    "BELLHOP_TRUSTED_PROXIES": "has to be addresses or networks, with commas between them",
}


def _with_slash(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("has to begin with http:// or https://")
    return url.rstrip("/") + "/"


def _known_database(url: str) -> str:
    if not url.startswith(DATABASES):
        raise ValueError(f"has to begin with {' or '.join(DATABASES)}")
    return url


def _listed(value: object) -> object:
    return [one.strip() for one in value.split(",")] if isinstance(value, str) else value


@dataclass(frozen=True)
class SlackCredentials:
    """What it takes to talk with Slack: an app token for Socket Mode, else a signing secret."""

    bot_token: SecretStr
    signing_secret: SecretStr | None
    app_token: SecretStr | None


class Settings(BaseSettings):
    """The environment variables Bellhop knows (docs/settings.md), read once at start."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, populate_by_name=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(_with_slash)] = "https://slack.com/api/"
    # not in the repr: the URL of a PostgreSQL holds a password
    database_url: Annotated[str, AfterValidator(_known_database)] = Field(
        default="sqlite+aiosqlite:///bellhop.db", repr=False
    )
    config_path: Path = Field(default=Path("bellhop.yml"), validation_alias="BELLHOP_CONFIG")
    workflows_path: Path = Field(default=Path("workflows"), validation_alias="BELLHOP_WORKFLOWS")
    host: str = Field(default="127.0.0.1", validation_alias="BELLHOP_HOST")
    port: int = Field(
        default=3000,
        ge=0,  # 0 lets the system choose
        le=65535,
        validation_alias=AliasChoices("BELLHOP_PORT", "PORT"),
    )
    api_token: SecretStr | None = Field(default=None, validation_alias="BELLHOP_API_TOKEN")
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_listed)] = (
        Field(default=(), validation_alias="BELLHOP_TRUSTED_PROXIES")
    )
    log: Literal["text", "json"] = Field(default="text", validation_alias="BELLHOP_LOG")

    @classmethod
    def load(cls) -> Self:
        """Read the environment; `Misconfigured` names every variable that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            told = dict.fromkeys(_told(one) for one in error.errors())
            raise Misconfigured("\n".join(told)) from None

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is listened to over a WebSocket instead of HTTP."""
        return self.slack_app_token is not None

    def slack_credentials(self) -> SlackCredentials:
        """Return the tokens; `Misconfigured` names each one that is missing or in the wrong place."""
        problems = [
            *_token_problems("SLACK_BOT_TOKEN", self.slack_bot_token, "xoxb-"),
            *(
                _token_problems("SLACK_APP_TOKEN", self.slack_app_token, "xapp-")
                if self.socket_mode
                else ()
            ),
        ]
        if not self.socket_mode and self.slack_signing_secret is None:
            problems.append(
                "SLACK_SIGNING_SECRET is not set (or set SLACK_APP_TOKEN to use Socket Mode)"
            )
        if problems or self.slack_bot_token is None:
            raise Misconfigured("\n".join(problems))
        return SlackCredentials(
            self.slack_bot_token, self.slack_signing_secret, self.slack_app_token
        )

    def secret(self, name: str) -> SecretStr:
        """Return the secret in the variable that a `secret_env` of bellhop.yml names."""
        value = os.environ.get(name)  # noqa: TID251 - the one place that reads the environment
        if not value:
            raise Misconfigured(f"{name} is not set, but bellhop.yml names it as a secret")
        return SecretStr(value)


def _token_problems(variable: str, token: SecretStr | None, prefix: str) -> list[str]:
    if token is None:
        return [f"{variable} is not set"]
    # tokens with rotation look like xoxe.xoxb-…
    if prefix not in token.get_secret_value():
        return [f"{variable} is not the right kind of token: one begins with {prefix}"]
    return []


def _told(error: ErrorDetails) -> str:
    """Say what is wrong with a variable, never what is in it: it may be a secret."""
    variable = str(error["loc"][0]).upper()
    if error["type"] == "value_error":
        return f"{variable} {error['ctx']['error']}"
    wanted = error["msg"].replace("Input should be", "has to be")
    return f"{variable} {WANTED.get(variable, wanted)}"
