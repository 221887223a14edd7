"""The services and endpoints of bellhop.yml, with their secrets in place."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from bot.config import services
from bot.config.config import Config
from bot.config.integrations import Integrations
from bot.errors import Misconfigured

Secrets = Callable[[str], SecretStr]  # by the name of its variable; Misconfigured without one

PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64  # bytes, says Standard Webhooks


@dataclass(frozen=True)
class Service:
    """A system to call; `headers` go with every call, and some of them are secret."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout: timedelta
    private: bool


@dataclass(frozen=True)
class Endpoint:
    """Where webhooks are posted, and the secret that signs them."""

    url: str = field(repr=False)
    secret: SecretStr
    private: bool


@dataclass(frozen=True)
class Outside:
    """Everyone outside whom bellhop.yml names; `keys` are secrets by the names of variables."""

    services: Mapping[str, Service]
    endpoints: Mapping[str, Endpoint]
    integrations: Integrations
    keys: Mapping[str, SecretStr]

    def key(self, variable: str) -> str:
        """Return a secret of an integration."""
        return self.keys[variable].get_secret_value()


def outside(config: Config, secret: Secrets) -> Outside:
    """Read every secret; `Misconfigured` has a line for each that is missing or malformed."""
    if problems := list(_problems(config, secret)):
        raise Misconfigured("\n".join(problems))
    return Outside(
        {name: _service(said, secret) for name, said in config.services.items()},
        {
            name: Endpoint(said.url, secret(said.secret_env), said.private)
            for name, said in config.endpoints.items()
        },
        config.integrations,
        {variable: secret(variable) for _, variable in _variables(config.integrations)},
    )


def _service(said: services.Service, secret: Secrets) -> Service:
    headers = {name: _value(value, secret) for name, value in said.headers.items()}
    return Service(said.url, headers, said.timeout, said.private)


def _value(said: str | services.SecretName, secret: Secrets) -> str:
    return said if isinstance(said, str) else secret(said.secret_env).get_secret_value()


def _problems(config: Config, secret: Secrets) -> Iterator[str]:
    for name, service in config.services.items():
        for header, value in service.headers.items():
            if isinstance(value, services.SecretName):
                place = f"services.{name}.headers.{header}"
                yield from _wrong(value.secret_env, place, secret, _header_problem)
    for name, endpoint in config.endpoints.items():
        place = f"endpoints.{name}.secret_env"
        yield from _wrong(endpoint.secret_env, place, secret, _key_problem)
    for place, variable in _variables(config.integrations):
        yield from _wrong(variable, place, secret, _header_problem)


def _variables(integrations: Integrations) -> Iterator[tuple[str, str]]:
    """Yield where each secret of an integration is said to be."""
    for name, section in integrations:
        for key, value in section or ():
            if key.endswith("_env") and value is not None:
                yield f"integrations.{name}.{key}", value


def _wrong(
    variable: str, place: str, secret: Secrets, problem: Callable[[str], str | None]
) -> Iterator[str]:
    try:
        found = problem(secret(variable).get_secret_value())
    except Misconfigured as error:
        yield f"{error} ({place})"
        return
    if found is not None:
        yield f"{variable} {found} ({place})"


def _header_problem(value: str) -> str | None:
    return None if value.isprintable() else "has a line break or the like: no header takes that"


def _key_problem(value: str) -> str | None:
    wanted = f"has to be {PREFIX} and the base64 of {SHORTEST_KEY} to {LONGEST_KEY} bytes"
    try:
        key = base64.b64decode(value.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return wanted
    fits = value.startswith(PREFIX) and SHORTEST_KEY <= len(key) <= LONGEST_KEY
    return None if fits else wanted
