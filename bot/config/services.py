"""`services:` and `endpoints:` of bellhop.yml: whom we ask, and whom we tell what happened."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Discriminator, Field, Tag

from bot.config.section import Section, matching
from bot.config.span import Duration

LONGEST = timedelta(minutes=2)


def _address(url: str) -> str:
    """Take `http://` and `https://` only, and no password: what is secret is no part of the file."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("is not an address like https://accounts.example/api")
    if "@" in parts.netloc:
        raise ValueError("has a user or password in it; send them as a header, with secret_env")
    return url


def _base(url: str) -> str:
    if "?" in url or "#" in url:
        raise ValueError("may have no ? or #: paths are added to it")
    return _address(url).rstrip("/")


def _bearable(timeout: timedelta) -> timedelta:
    if not timedelta() < timeout <= LONGEST:
        raise ValueError(f"has to be more than 0s, and at most {LONGEST.seconds}s")
    return timeout


# neither says what it is about: it may be the secret itself, in the wrong place
def _variable(name: str) -> str:
    if not (name.isascii() and name.isidentifier()):
        raise ValueError("is not the name of a variable, in which the secret is")
    return name


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("is not one line of text")
    return text


def _text_or_secret(value: object) -> str:
    return "(secret)" if isinstance(value, dict | SecretName) else "(text)"


Address = Annotated[str, AfterValidator(_address)]
Base = Annotated[str, AfterValidator(_base)]
# names become part of lanes and keys
Word = Annotated[
    str, matching(r"[A-Za-z0-9_-]{1,50}", "a name of letters, digits, - and _, at most 50")
]
Variable = Annotated[str, AfterValidator(_variable)]
HeaderName = Annotated[str, matching(r"[\w!#$%&'*+.^`|~-]+", "the name of a header")]
HeaderText = Annotated[str, AfterValidator(_one_line)]


class SecretName(Section):
    """Where a secret is: in a variable of the environment, never in the file."""

    secret_env: Variable


Header = Annotated[
    Annotated[HeaderText, Tag("(text)")] | Annotated[SecretName, Tag("(secret)")],
    Discriminator(_text_or_secret),
]


class Service(Section):
    """A system that workflows call; `private`: it may have an address inside our own network."""

    url: Base
    headers: dict[HeaderName, Header] = Field(default_factory=dict)
    timeout: Annotated[Duration, AfterValidator(_bearable)] = timedelta(seconds=10)
    private: bool = False


class Endpoint(Section):
    """Where webhooks are sent, and which variable holds the secret that signs them."""

    url: Address
    secret_env: Variable
    private: bool = False
