"""`bellhop serve`: the bot itself."""

import gc
import logging

import typer

from bot import logs
from bot.app import Bellhop
from bot.cli.checks.everything import look_before_serving
from bot.cli.session import finish
from bot.cli.signals import told_to_stop
from bot.errors import Misconfigured
from store.health import place
from store.migrate import migrate

log = logging.getLogger(__name__)


def serve() -> None:
    """Take what Slack sends, and answer, until told to stop.

    Looks first for what would make it fail, as `check` does, and says so (exit code 2). A SQLite
    database that does not exist is made; any other has to be up to date. On SIGTERM or Ctrl-C
    it takes nothing more and lets what is being sent finish, for 20 seconds at most.
    """
    finish(_served())


async def _served() -> None:
    bellhop = await _prepared()
    try:
        await bellhop.open()
        await bellhop.listen()
        bellhop.work()
        typer.echo(f"Bellhop is at work: {bellhop.url}")
        gc.collect()
        gc.freeze()  # what is loaded by now stays: to look through it again stops all for 0.15 s
        await told_to_stop()
        log.info("Told to stop: what is being sent may finish")
    finally:
        await bellhop.close()


async def _prepared() -> Bellhop:
    setup = await look_before_serving()
    settings, config = setup.settings, setup.config
    wrong = [str(finding) for finding in setup.findings if not finding.ok]
    if setup.health.served:
        wrong.append("✗ database       another process serves it: SQLite takes only one")
    if wrong or settings is None or config is None:
        raise Misconfigured("\n".join(wrong))
    logs.configure(settings)
    if setup.health.fresh:
        await migrate(settings.database_url)
        log.info("Made the database %s", place(settings.database_url))
    return Bellhop(settings, config)
