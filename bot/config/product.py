"""`webhooks.<name>.product:` of bellhop.yml: what a webhook tells of how customers use the product."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from bot.config.section import Name, Section


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a day like 2026-01-01") from None


class Product(Section):
    """Which events are a login, and where features and the facts of an account are."""

    logins: tuple[Name, ...] = ("Signed In", "Logged In", "User Signed In", "User Logged In")
    describes: tuple[Name, ...] = ()
    feature: Name = "feature"
    features_enabled: Name = "features_enabled"
    set_up_at: tuple[Name, ...] = ("set_up_at", "created_at", "createdAt")
    traits: tuple[Name, ...] = ("plan", "contract")
    since: Annotated[date | None, BeforeValidator(_day)] = None

    def is_login(self, event: str) -> bool:
        """Whether an event is a login, however its name is written."""
        return _plain(event) in {_plain(name) for name in self.logins}


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())
