"""`bellhop incidents`: what was declared, and the written summary of it."""

from typing import Annotated

import typer

from bot.cli.options import OPERATOR, Before, Limit
from bot.cli.session import finish, opened_desk, read
from bot.cli.table import harmless, show_table
from bot.desk.incidents.exporting import markdown, written
from bot.errors import Refused
from store.incidents import Incident, IncidentStatus
from store.transaction import Transaction

app = typer.Typer(help="What was declared, and its written summary.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="The number, as in `incidents list`.", min=1)]
State = Annotated[IncidentStatus | None, typer.Option(help="Only those in this state.")]
Archive = Annotated[
    bool, typer.Option("--archive", help="The summary is done: its channel is archived in time.")
]


@app.command("list")
def list_(state: State = None, limit: Limit = 20, before: Before = None) -> None:
    """List incidents, the newest first."""
    titles = ("id", "declared (UTC)", "state", "thread", "channel", "update due (UTC)", "title")
    found = read(lambda tx: tx.incidents.page(state, before, limit))
    show_table(titles, map(_line, found), "Nothing.")


@app.command()
def export(incident: Id, archive: Archive = False) -> None:
    """Print impact, timeline, root cause and remediation as Markdown."""
    typer.echo(harmless(finish(_written(incident, archive))))


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
