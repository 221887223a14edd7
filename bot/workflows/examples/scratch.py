"""A desk of its own for one example: a new database, the real rules, and nobody outside."""

import base64
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.config.config import Config
from bot.config.customers import Channel
from bot.config.customers import Contact as KnownContact
from bot.config.customers import Customer as KnownCustomer
from bot.desk.desk import Desk, Identity
from bot.desk.sync import sync
from bot.integrations.outside import Outside, outside
from bot.workflows.examples.example import EXAMPLE, Given
from bot.workflows.files.file import Reading
from bot.workflows.library import Library
from bot.workflows.running.noticing import Noticing
from bot.workflows.running.taking import Bench
from bot.workflows.running.turns import Turns
from bot.workflows.steps import KINDS
from store.channels import Mode as ChannelMode
from store.database import Store, open_store
from store.migrate import migrate
from store.transaction import Transaction
from store.workflows import Mode

CHANNEL, CONTACT = "C0EXAMPLE", "U0EXAMPLE"
OURS, THEIRS = "T0OURS", "T0THEIRS"  # workspaces
IDENTITY = Identity(OURS, "U0BELLHOP", "B0BELLHOP", "https://example.slack.com/")
# no example tells anybody anything: any secret will do, as long as it is well formed
NO_SECRET = SecretStr(f"whsec_{base64.b64encode(bytes(32)).decode()}")
TEMPLATE = "template.db"


@dataclass
class Hands:
    """A clock that an example turns."""

    at: datetime

    def now(self) -> datetime:
        """Return the time it shows."""
        return self.at


@dataclass(frozen=True)
class Scratch:
    """A desk that lives as long as one example."""

    store: Store
    desk: Desk
    outside: Outside
    library: Library
    turns: Turns
    clock: Hands


async def new_template(folder: Path) -> Path:
    """Make an empty database that each example begins with a copy of."""
    file = folder / TEMPLATE
    await migrate(f"sqlite+aiosqlite:///{file}")
    return file


@asynccontextmanager
async def scratch(
    template: Path, config: Config, readings: Sequence[Reading], given: Given
) -> AsyncIterator[Scratch]:
    """Open a desk with these workflows, all of them live, none of which begins by itself."""
    file = template.with_name("example.db")
    for old in template.parent.glob(f"{file.name}*"):
        old.unlink()
    shutil.copy(template, file)
    clock = Hands(given.now)
    store = open_store(f"sqlite+aiosqlite:///{file}", clock.now)
    config = _with_customer(config, given)
    desk, library = Desk(config, IDENTITY), Library(readings, config, KINDS)
    known = outside(config, lambda _name: NO_SECRET)
    turns = Turns(Bench(desk, known, KINDS), library, Noticing(desk, library))
    await store.start()
    try:
        await store.write(sync, desk)
        await store.write(_all_live, library)
        yield Scratch(store, desk, known, library, turns, clock)
    finally:
        await store.stop()


def _all_live(tx: Transaction, library: Library) -> None:
    library.keep(tx)
    for workflow in library.workflows:
        tx.workflows.turn(workflow.name, Mode.live, "example")
    library.refresh(tx)
    library.in_use = replace(library.in_use, listening={})


def _with_customer(config: Config, given: Given) -> Config:
    """Return the desk with the customer of an example in a channel of their own."""
    known = given.customer
    if isinstance(known, str):
        key, settings = known, config.customers.get(known, KnownCustomer(name="Example"))
    else:
        key, settings = known.key, known
    contact = KnownContact(slack=CONTACT, email=given.contact.email, name=given.contact.name)
    customer = settings.model_copy(update={"channels": (CHANNEL,), "contacts": (contact,)})
    channel = Channel(mode=ChannelMode.each_message)
    return config.model_copy(
        update={
            "customers": {**config.customers, key or EXAMPLE: customer},
            "channels": {**config.channels, CHANNEL: channel},
        }
    )
