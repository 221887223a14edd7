"""`bellhop workflows graph` and `playbook`: workflows for people."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import finish, opened_store
from bot.cli.workflows.files import files_of
from bot.cli.workflows.stage import Name, named
from bot.settings import Settings
from bot.workflows.language.definition import Workflow
from bot.workflows.showing.mermaid import mermaid
from bot.workflows.showing.playbook import playbook as written
from bot.workflows.showing.svg import svg as drawn
from store.health import examine
from store.run_history import RunHistory, StateCount
from store.transaction import Transaction

DAYS = 30

Svg = Annotated[Path | None, typer.Option("--svg", help="Draw an SVG into this file instead.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it into this file instead.")]


def graph(name: Name, svg: Svg = None) -> None:
    """Draw a workflow: Mermaid on the screen, or an SVG."""
    workflow = finish(_workflow(name))
    if svg is None:
        typer.echo(mermaid(workflow), nl=False)
    else:
        svg.write_text(drawn(workflow), "utf-8")


async def _workflow(name: str) -> Workflow:
    _, entry = named(name)
    return entry.workflow


def playbook(out: Out = None) -> None:
    """Write a document of all workflows: what starts them, what they decide, do and need.

    With a database, it also says how often they came to what, the last 30 days.
    """
    text = finish(_playbook())
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


async def _playbook() -> str:
    files = files_of(None)
    workflows = sorted(files.workflows.values(), key=lambda one: (one.order, one.name))
    return written(workflows, files.config, await _counts(), DAYS)


async def _counts() -> list[StateCount]:
    health = await examine(Settings.load().database_url)
    if health.trouble is not None or health.fresh or health.outdated:
        return []
    async with opened_store() as store:
        return await store.read(_counted)


def _counted(tx: Transaction) -> list[StateCount]:
    return RunHistory(tx).counts(tx.now - timedelta(days=DAYS))
