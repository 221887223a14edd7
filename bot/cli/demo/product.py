"""The imaginary product that the demo's desk supports: its systems, and the workflows that ask them."""

from importlib.resources import files
from pathlib import Path

from bot.config.config import Config
from bot.config.load import parse
from bot.desk.threads import BELLHOP
from bot.workflows.library import Library
from bot.workflows.switching import turn
from store.transaction import Transaction
from store.workflows import Mode

WORKFLOWS = Path(__file__).parents[3] / "workflows"
TOKEN = "demo"  # noqa: S105 - of services that only this machine reaches; desk.yml has it too
PLACE = b"http://services"


def desk_with(services: str) -> Config:
    """Return the demo's desk, its systems being at this address."""
    source = files(__package__).joinpath("desk.yml").read_bytes()
    return parse(source.replace(PLACE, services.encode()), "desk.yml")


def switch_on(tx: Transaction, library: Library) -> None:
    """Turn every shipped workflow live: what a lead does once it is right often enough."""
    for workflow in library.workflows:
        turn(tx, library, workflow.name, Mode.live, BELLHOP)
