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
SERVICES, TRACKERS = b"http://services", b"http://trackers"


def desk_with(services: str, trackers: str) -> Config:
    """Return the demo's desk, its systems being at these addresses."""
    source = files(__package__).joinpath("desk.yml").read_bytes()
    placed = source.replace(SERVICES, services.encode()).replace(TRACKERS, trackers.encode())
    return parse(placed, "desk.yml")


def switch_on(tx: Transaction, library: Library) -> None:
    """Turn every shipped workflow live: what a lead does once it is right often enough."""
    for workflow in library.workflows:
        turn(tx, library, workflow.name, Mode.live, BELLHOP)
