"""`bellhop migrate`: the tables of the database."""

import typer

from bot.cli.session import finish
from bot.errors import Misconfigured
from bot.settings import Settings
from store.health import examine, place
from store.migrate import migrate as upgrade


def migrate() -> None:
    """Create the tables of the database, or bring them to the newest form.

    Stop the server first, and make a backup: docs/operations.md says how.
    """
    typer.echo(finish(_migrated()))


async def _migrated() -> str:
    settings = Settings.load()
    where, health = place(settings.database_url), await examine(settings.database_url)
    if health.trouble is not None:
        raise Misconfigured(f"The database {where} cannot be used: {health.trouble}")
    if not (health.fresh or health.outdated):
        return f"{where} is up to date."
    if health.served:
        raise Misconfigured(f"A server is using {where}: stop it first.")
    await upgrade(settings.database_url)
    return f"{where} is up to date now."
