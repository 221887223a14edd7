"""`webhooks senders`: who may tell us something, and when they last did."""

from collections.abc import Mapping
from datetime import timedelta

from bot.cli.session import finish, opened_store
from bot.cli.table import show_table
from bot.clock import SystemClock
from bot.config.config import Config
from bot.config.load import load
from bot.settings import Settings
from store.webhooks import Webhook, Webhooks
from triggers.webhooks.sender import Sender, senders

TITLES = (
    "name",
    "source",
    "signs by",
    "trust",
    "last heard (UTC)",
    "usually quiet for",
    "told silent",
)


def list_() -> None:
    """List who may tell us something: the webhooks of bellhop.yml, and when each was heard."""
    show_table(TITLES, finish(_lines()), "bellhop.yml names no webhooks.")


def known_senders(settings: Settings, config: Config) -> Mapping[str, Sender]:
    """Return the senders of bellhop.yml, with their secrets."""
    return senders(config, settings.secret, SystemClock().now())


async def _lines() -> list[tuple[object, ...]]:
    settings = Settings.load()
    known = known_senders(settings, load(settings.config_path))
    async with opened_store() as store:
        rows = await store.read(lambda tx: Webhooks(tx).every())
    seen = {row.name: row for row in rows}
    return [_line(one, seen.get(name)) for name, one in sorted(known.items())]


def _line(sender: Sender, seen: Webhook | None) -> tuple[object, ...]:
    about = (sender.name, sender.webhook.source.value, sender.scheme.value, sender.trust.value)
    if seen is None:
        return (*about, None, None, None)
    usual = timedelta(seconds=seen.usual_gap) if seen.gaps else None
    return (*about, seen.last_at, usual, "yes" if seen.silence_told else None)
