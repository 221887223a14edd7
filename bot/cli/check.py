"""`bellhop check`: everything that is wrong with a set-up, at once."""

import typer

from bot.cli.checks.everything import look_at_everything
from bot.cli.session import FAILED, finish


def check() -> None:
    """Look at the whole set-up and say what is wrong, and how to put it right.

    The environment, bellhop.yml, the database, and with Slack: the tokens, the scopes, the
    channels and the agents. Nothing is changed. Exit code 0 when all is well, else 1.
    """
    if wrong := finish(_wrong()):
        typer.echo(f"\n{wrong} to put right.")
        raise typer.Exit(FAILED)
    typer.echo("\nAll is well: `bellhop serve`")


async def _wrong() -> int:
    wrong = 0
    async for finding in look_at_everything():
        typer.echo(str(finding))
        wrong += not finding.ok
    return wrong
