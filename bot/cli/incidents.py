"""`bellhop incidents`: what was declared, and the written summary of it."""

from typing import Annotated

import typer

from bot.cli.session import finish, opened_desk, opened_store
from bot.cli.table import show_table
from bot.desk.by import By
from bot.desk.incidents.exporting import markdown, written
from bot.errors import Refused
from store.incidents import Incident, IncidentStatus
from store.transaction import Transaction

app = typer.Typer(help="What was declared, and its written summary.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="The number, as in `incidents list`.", min=1)]
State = Annotated[IncidentStatus | None, typer.Option(help="Only those in this state.")]
Limit = Annotated[int, typer.Option(help="At most so many.", min=1, max=1000)]
Before = Annotated[int | None, typer.Option(help="Only those older than this number.", min=1)]


Archive = Annotated[
    bool, typer.Option("--archive", help="The summary is done: its channel is archived in time.")
]
OPERATOR = By("operator", "The operator")


@app.command("list")
def list_(state: State = None, limit: Limit = 20, before: Before = None) -> None:
    """List incidents, the newest first."""
    titles = ("id", "declared (UTC)", "state", "thread", "channel", "update due (UTC)", "title")
    found = finish(_page(state, before, limit))
    show_table(titles, map(_line, found), "Nothing.")


@app.command()
def export(incident: Id, archive: Archive = False) -> None:
    """Print impact, timeline, root cause and remediation as Markdown."""
    typer.echo(finish(_written(incident, archive)))


async def _page(state: IncidentStatus | None, before: int | None, limit: int) -> list[Incident]:
    async with opened_store() as store:
        return await store.read(lambda tx: tx.incidents.page(state, before, limit))


async def _written(incident_id: int, archive: bool) -> str:
    async with opened_desk() as bellhop:
        desk = bellhop.deps.desk

        def query(tx: Transaction) -> str:
            found = tx.incidents.get(incident_id)
            if found is None:
                raise Refused(f"There is no incident {incident_id}.")
            return markdown(tx, desk, found)

        if archive:
            await bellhop.store.write(written, desk, incident_id, OPERATOR)
        return await bellhop.store.read(query)


def _line(one: Incident) -> tuple[object, ...]:
    where = (one.id, one.declared_at, one.status, f"T-{one.thread_id}", one.channel_name)
    return (*where, one.update_due_at, one.title)
