"""`webhooks send`: what a sender would tell us, signed and posted to the desk that runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import aiohttp
import typer
import yaml

from bot.cli.session import FAILED, finish
from bot.cli.table import show_table
from bot.cli.webhooks.senders import known_senders
from bot.clock import SystemClock
from bot.config.config import Config
from bot.config.load import load
from bot.config.webhooks import SourceName
from bot.errors import Refused
from bot.settings import Settings
from triggers.webhooks.sample import Wanted, path_of, sample, tells_of_customers, types
from triggers.webhooks.sender import Sender
from triggers.webhooks.verify import Request

ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where we serve, not where we ask
PATIENCE = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True)
class Asked:
    """Which sample, as it was typed."""

    type: str | None
    customer: str | None
    but: Sequence[str]


def types_() -> None:
    """List what `webhooks send` can send, for each source."""
    rows = [
        (source.value, kind, "yes" if tells_of_customers(source, kind) else None)
        for source in SourceName
        for kind in types(source)
    ]
    show_table(("source", "type", "about a customer"), rows, "Nothing.")


def send(
    webhook: Annotated[str, typer.Argument(help="The name of a webhook in bellhop.yml.")],
    kind: Annotated[
        str | None, typer.Argument(metavar="TYPE", help="As `webhooks types` lists them.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option(help="Whom it is about, by their name in bellhop.yml.")
    ] = None,
    but: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change a part of it: data.object.attempt_count=4"),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where Bellhop is; else where it serves.")] = None,
) -> None:
    """Sign what such a sender would tell, and post it to the Bellhop that runs.

    It is taken for real: threads may open, and workflows begin. Without --customer it is about
    nobody we know.
    """
    status, said = finish(_posted(webhook, Asked(kind, customer, but or ()), url))
    typer.echo(f"{status}: {said}")
    if status != 200:
        raise typer.Exit(FAILED)


async def _posted(name: str, asked: Asked, url: str | None) -> tuple[int, str]:
    settings, now = Settings.load(), SystemClock().now()
    config = load(settings.config_path)
    known = known_senders(settings, config)
    if name not in known:
        raise Refused(f"bellhop.yml names no webhook {name}; those it names: {_listed(known)}")
    request = _request(known[name], _wanted(config, known[name], asked))
    base = (url or _served_at(settings)).rstrip("/")
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            to = f"{base}{path_of(known[name], now)}"
            async with session.post(to, data=request.body, headers=request.headers) as answer:
                return answer.status, await answer.text()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise Refused(f"Nothing answers at {base}: does `bellhop serve` run?") from None


def _request(sender: Sender, wanted: Wanted) -> Request:
    try:
        return sample(sender, wanted, SystemClock().now())
    except (KeyError, IndexError, ValueError):
        raise Refused(f"--set: there is no such place: {', '.join(wanted.but)}") from None


def _wanted(config: Config, sender: Sender, asked: Asked) -> Wanted:
    source, kind = sender.webhook.source, asked.type
    if kind is not None and kind not in types(source):
        raise Refused(f"There is no sample {kind} of {source}: {_listed(types(source))}")
    but = _changes(asked.but)
    if asked.customer is None:
        return Wanted(kind, but=but)
    if asked.customer not in config.customers:
        raise Refused(f"bellhop.yml has no customer {asked.customer}: {_listed(config.customers)}")
    if not tells_of_customers(source, kind):
        raise Refused(f"{source} does not say which customer this is about: leave --customer out")
    return Wanted(kind, asked.customer, config.customers[asked.customer], but)


def _changes(but: Sequence[str]) -> Mapping[str, Any]:
    pairs = [one.partition("=") for one in but]
    if wrong := next((path for path, equals, _ in pairs if not path or not equals), None):
        raise Refused(f"--set {wrong}: write it like data.object.attempt_count=4")
    try:
        return {path: yaml.safe_load(value) for path, _, value in pairs}
    except yaml.YAMLError:
        raise Refused("--set: the value is no YAML") from None


def _served_at(settings: Settings) -> str:
    return f"http://{ANY.get(settings.host, settings.host)}:{settings.port}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
