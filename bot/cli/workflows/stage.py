"""What rehearsals are done with: the stored threads, the files on the disk, and other systems."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import opened_store
from bot.cli.workflows.files import Files, files_of
from bot.desk.desk import Desk, Identity
from bot.errors import DeliveryError, Refused
from bot.integrations.http import Http, Response
from bot.integrations.outside import outside
from bot.settings import Settings
from bot.workflows.at import Errand
from bot.workflows.language.conditions import ALWAYS
from bot.workflows.language.definition import MANUAL, Trigger
from bot.workflows.language.selection import Entry
from bot.workflows.library import SUFFIX
from bot.workflows.rehearsal.rehearsing import Stage
from bot.workflows.running.taking import Bench
from bot.workflows.steps import KINDS
from store.workflows import Mode

Name = Annotated[str, typer.Argument(help="Its name, or a file.")]
# Slack is not asked who we are: only links to messages would tell
NOBODY = Identity("", "", "", "https://slack.com/")


def named(name: str) -> tuple[Files, Entry]:
    """Return the workflow of a name or a file, with those beside it."""
    files = files_of(Path(name) if name.endswith(SUFFIX) else None)
    wanted = Path(name).stem if name.endswith(SUFFIX) else name
    for reading in files.readings:
        if reading.name == wanted and reading.problems:
            raise Refused("\n".join(f"{files.folder}/{problem}" for problem in reading.problems))
    entries = _entries(files)
    if wanted not in entries:
        raise Refused(f"There is no workflow {wanted} in {files.folder}.")
    return files, entries[wanted]


@asynccontextmanager
async def opened_stage(files: Files) -> AsyncIterator[Stage]:
    """Open the desk's database to read, and the way out to ask."""
    known = outside(files.config, Settings.load().secret)
    http, entries = Http(), _entries(files)

    async def ask(errand: Errand) -> Response | DeliveryError:
        try:
            return await http.send(errand.request)
        except DeliveryError as error:
            return error

    try:
        async with opened_store() as store:
            bench = Bench(Desk(files.config, NOBODY), known, KINDS)
            yield Stage(store, bench, entries.get, ask)
    finally:
        await http.close()


def _entries(files: Files) -> Mapping[str, Entry]:
    trigger = Trigger(MANUAL, ALWAYS)
    return {
        name: Entry(n, 0, workflow, Mode.shadow, trigger)
        for n, (name, workflow) in enumerate(files.workflows.items())
    }
