"""The command `demo`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import finish


def demo(
    port: Annotated[int, typer.Option(help="The port of the page.", min=0, max=65535)] = 4100,
    data: Annotated[
        Path | None, typer.Option(help="A folder to keep the database in, made anew each time.")
    ] = None,
) -> None:
    """A support desk on this machine, with a Slack to play in.

    Needs no account, no network and no settings. It tells the address of a page on which you can
    be an agent and a customer, side by side. Nothing leaves this computer.
    """
    # the playground is only loaded for a demo: what serves has no use for it
    from bot.cli.demo.running import shown  # noqa: PLC0415

    finish(shown(port, data))
