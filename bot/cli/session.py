"""What the commands share: the store beside a running server, and errors in plain words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import typer

from bot import logs
from bot.app import Bellhop
from bot.clock import SystemClock
from bot.config.load import load
from bot.errors import BotError, Misconfigured
from bot.settings import Settings
from store.database import Store, open_store
from store.health import examine, place
from store.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")

FAILED = 1
MISCONFIGURED = 2
INTERRUPTED = 130


def finish(command: Coroutine[Any, Any, T]) -> T:
    """Run a command to its end; what goes wrong is said on stderr, without a traceback."""
    try:
        return asyncio.run(command)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BotError as error:
        typer.echo(str(error), err=True)
        wrong = isinstance(error, Misconfigured)
        raise typer.Exit(MISCONFIGURED if wrong else FAILED) from None


def read(query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the store."""

    async def reading() -> T:
        async with opened_store() as store:
            return await store.read(query, *args, **kwargs)

    return finish(reading())


def write(rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Change something in the store."""

    async def writing() -> T:
        async with opened_store() as store:
            return await store.write(rule, *args, **kwargs)

    return finish(writing())


@asynccontextmanager
async def opened_store() -> AsyncIterator[Store]:
    """Open the store of this desk; a server that runs does not mind."""
    settings = Settings.load()
    await refuse_unusable(settings)
    store = open_store(settings.database_url, SystemClock().now)
    await store.start()
    try:
        yield store
    finally:
        await store.stop()


@asynccontextmanager
async def opened_desk() -> AsyncIterator[Bellhop]:
    """Open the whole desk, rules included, without serving: it asks Slack who we are."""
    settings = Settings.load()
    logs.configure(settings)
    await refuse_unusable(settings)
    desk = Bellhop(settings, load(settings.config_path))
    try:
        await desk.open(serve=False)
        yield desk
    finally:
        await desk.close()


async def refuse_unusable(settings: Settings) -> None:
    """Raise Misconfigured where there is no database with the newest tables."""
    health, where = await examine(settings.database_url), place(settings.database_url)
    if health.trouble is not None:
        raise Misconfigured(f"The database {where} cannot be used: {health.trouble}")
    if health.fresh:
        raise Misconfigured(f"There is no database {where} yet: `bellhop serve` makes it")
    if health.outdated:
        raise Misconfigured(f"The database {where} is not up to date: run `bellhop migrate`")
