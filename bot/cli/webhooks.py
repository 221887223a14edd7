"""`bellhop webhooks`: who may tell us something, when they last did, and a sample to try it."""

from datetime import timedelta
from typing import Annotated

import aiohttp
import typer

from bot.cli.session import FAILED, finish, opened_store
from bot.cli.table import show_table
from bot.clock import SystemClock
from bot.config.load import load
from bot.errors import Refused
from bot.settings import Settings
from store.webhooks import Webhook, Webhooks
from triggers.webhooks.sample import path_of, sample
from triggers.webhooks.sender import Sender, senders

app = typer.Typer(help="Who may tell us something, and when they last did.", no_args_is_help=True)

TITLES = (
    "name",
    "source",
    "signs by",
    "trust",
    "last heard (UTC)",
    "usually quiet for",
    "told silent",
)
ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where we serve, not where we ask
PATIENCE = aiohttp.ClientTimeout(total=10)


@app.command("list")
def list_() -> None:
    """List the senders of bellhop.yml."""
    show_table(TITLES, finish(_lines()), "bellhop.yml names no webhooks.")


@app.command("send-sample")
def send_sample(
    webhook: Annotated[str, typer.Argument(help="The name of a webhook in bellhop.yml.")],
    url: Annotated[str | None, typer.Option(help="Where Bellhop is; else where it serves.")] = None,
) -> None:
    """Sign what such a sender would send, and post it to the Bellhop that runs.

    It is taken for real: a workflow may begin. The same sample sent again is known, and ignored.
    """
    status, said = finish(_posted(webhook, url))
    typer.echo(f"{status}: {said}")
    if status != 200:
        raise typer.Exit(FAILED)


async def _lines() -> list[tuple[object, ...]]:
    known = _senders()
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


async def _posted(name: str, url: str | None) -> tuple[int, str]:
    known = _senders()
    if name not in known:
        raise Refused(f"bellhop.yml names no webhook {name}: {', '.join(sorted(known)) or 'none'}")
    sender, now = known[name], SystemClock().now()
    request = sample(sender, now)
    base = (url or _served_at(Settings.load())).rstrip("/")
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            to = f"{base}{path_of(sender, now)}"
            async with session.post(to, data=request.body, headers=request.headers) as answer:
                return answer.status, await answer.text()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise Refused(f"Nothing answers at {base}: does `bellhop serve` run?") from None


def _senders() -> dict[str, Sender]:
    settings = Settings.load()
    config = load(settings.config_path)
    return dict(senders(config, settings.secret, SystemClock().now()))


def _served_at(settings: Settings) -> str:
    return f"http://{ANY.get(settings.host, settings.host)}:{settings.port}"
