"""`bellhop export`: everything that was said, one thread a line, for other programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated

import typer

from bot.cli.session import finish, opened_store
from bot.cli.threads import customer_id
from bot.cli.times import time_option
from bot.desk.reports.exporting import complete, export_threads
from store.thread_list import Filter


def export(
    output: Annotated[Path | None, typer.Argument(help="A file; without it, stdout.")] = None,
    since: Annotated[datetime | None, time_option("Only threads opened since then (UTC).")] = None,
    customer: Annotated[str, typer.Option(help="Only those of a customer.")] = "",
) -> None:
    """Write threads with messages, notes and timeline as JSON lines, the newest thread first."""
    with _opened(output) as file:
        count = finish(_written(file, since, customer))
    typer.echo(f"{count} threads", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    """Give the file, which appears under its name only when it is complete."""
    try:
        with complete(output) if output else nullcontext(sys.stdout) as file:
            yield file
    except BrokenPipeError:
        raise  # whoever reads has read enough
    except OSError as error:
        raise typer.BadParameter(f"{output or 'stdout'}: {error.strerror or error}") from None


async def _written(file: IO[str], since: datetime | None, customer: str) -> int:
    async with opened_store() as store:
        wanted = Filter()
        if customer:
            wanted = Filter(customer_id=await store.read(customer_id, customer))
        return await export_threads(store, file, wanted, since)
