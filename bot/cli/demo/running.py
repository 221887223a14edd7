"""Joins the desk and the playground in one process."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer
import yaml
from pydantic import SecretStr

from bot import logs
from bot.app import Bellhop
from bot.cli.demo.outage import api_down
from bot.cli.demo.product import TOKEN, WORKFLOWS, desk_with, switch_on
from bot.cli.demo.scenes import play
from bot.cli.demo.signals import SECRET, DemoSettings, Signals
from bot.cli.demo.stage import Stage, StageClock
from bot.cli.demo.use import use_before
from bot.cli.signals import told_to_stop
from bot.config.config import Config
from bot.errors import Misconfigured
from playground import Slack
from playground.hooks import Hook
from playground.services import Services
from playground.trackers import Trackers
from playground.trackers.page import LIST
from store.migrate import migrate

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
Links = list[dict[str, Any]]  # in the header of the page
PLACES = "#as=U0ADA&channel=C0TRIAGE&split="
WORDS = """\
The desk is open:  {url}
  Left: Ada, an agent, in the triage channel. Right: Carol, a customer at Acme.
  Another pair:    {other}

  1. Right: write a message. Left: its card appears; press Claim.
  2. Left: open the replies of the card and write a note. Carol does not see it.
  3. Left: press Reply…, look at the preview, send. Right: it is under Carol's message.
  4. Right: edit the message. Left: the replies of the card say what changed.
  5. Left: Snooze… for 1 minute: it wakes by itself, or when Carol writes.
  6. Left: Resolve. Right: ten seconds later Carol is asked how it was.

Workflows answer by themselves. As Carol, a new message for each:
  I forgot my pasword            she gets a link by mail, and buttons: did it work?
  where is my order 5002         also 5004, which is lost, or no number at all
  why did our payment fail?      her card has expired; Dave's payment is tried again
  we get 502s from your API      an incident in her region; "we get 429" is her rate limit
  how do I rotate an API key?    from the documentation; "how do I bake bread?" is not in it
  URGENT: production is down     given to somebody at once, and the lead is told
  Dave, in the other pair, has a flagged account: let him ask for a new password.

Signals, at the top of the page, lets other systems tell the desk something before a customer writes:
  a payment that fails, errors at a customer, an onboarding that stalls, a month of silence.

  The API is down: an incident. As Olga, acknowledge the page, then lead it in #incident-…: {oncall}

  A bug: More… → Escalate to engineering…, file it, then be the engineer: {tracker}
  Assign it, name a day, comment, end it: the room of the thread has each, and words for the customer.

The systems they ask:  {services}
The database: DATABASE_URL={database}  (for `bellhop threads list`)
Ctrl-C ends it."""


async def shown(port: int, data: Path | None) -> None:
    """Show it until told to stop; a desk without `data` is gone afterwards."""
    with TemporaryDirectory(prefix="bellhop-demo-") as temporary:
        database = _new_database(data or Path(temporary))
        await migrate(database)
        clock = StageClock()
        links: Links = []
        hooks: list[Hook] = []
        async with (
            _slack(port, clock, links, hooks) as slack,
            _services(clock) as services,
            _trackers(clock) as trackers,
            _bellhop(slack, desk_with(services.url, trackers.url), database, clock) as bellhop,
        ):
            trackers.hooks["jira"] = (f"{bellhop.url}/webhooks/jira", SECRET)
            links += [
                {"title": "Health", "url": f"{bellhop.url}/readyz"},
                {"title": "Metrics", "url": f"{bellhop.url}/metrics"},
                {"title": "Services", "url": services.url},
                {"title": "Tracker", "url": f"{trackers.url}{LIST}"},
            ]
            typer.echo("Setting the scene…")
            await play(Stage(slack, bellhop, clock))
            clock.forward(clock.behind)
            services.reset()  # their days count from today
            await bellhop.store.write(switch_on, bellhop.library)
            await bellhop.store.write(use_before)
            bellhop.work()
            hooks.append(api_down(slack, bellhop))
            hooks += Signals(bellhop, services.url).buttons()
            tracker = f"{trackers.url}{LIST}"
            typer.echo(_words(slack, services=services.url, tracker=tracker, database=database))
            await told_to_stop()


def _words(slack: Slack, **places: str) -> str:
    """Return what there is to see, and where."""
    return WORDS.format(
        url=f"{slack.page_url}{PLACES}U0CAROL:C0ACME",
        other=f"{slack.page_url}#as=U0BEN&channel=C0TRIAGE&split=U0DAVE:C0GLOBEX",
        oncall=f"{slack.page_url}#as=U0OLGA&channel={slack.person('olga').app_dm}",
        **places,
    )


def _new_database(folder: Path) -> str:
    """Begin anew: the Slack of the playground remembers nothing of the last time either."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("demo.db*"):
            old.unlink()
    except OSError as error:
        raise Misconfigured(f"--data {folder}: {error.strerror}") from None
    return f"sqlite+aiosqlite:///{folder.absolute()}/demo.db"


@asynccontextmanager
async def _slack(
    port: int, clock: StageClock, links: Links, hooks: list[Hook]
) -> AsyncIterator[Slack]:
    slack = Slack(_manifest(), lambda: clock.now().timestamp(), port, links=links, hooks=hooks)
    try:
        await slack.__aenter__()
    except OSError as error:
        why = f"Cannot listen on port {port}: {error.strerror}. Choose another one with --port"
        raise Misconfigured(why) from None
    try:
        yield slack
    finally:
        await slack.__aexit__(None, None, None)


@asynccontextmanager
async def _services(clock: StageClock) -> AsyncIterator[Services]:
    services = Services(TOKEN, lambda: clock.now().timestamp())
    await services.start()
    try:
        yield services
    finally:
        await services.stop()


@asynccontextmanager
async def _trackers(clock: StageClock) -> AsyncIterator[Trackers]:
    trackers = Trackers(SECRET, lambda: clock.now().timestamp(), email=SECRET)
    await trackers.start()
    try:
        yield trackers
    finally:
        await trackers.stop()


@asynccontextmanager
async def _bellhop(
    slack: Slack, config: Config, database: str, clock: StageClock
) -> AsyncIterator[Bellhop]:
    # given one by one: nothing of a real desk's environment may get in here
    settings = DemoSettings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_app_token=None,
        slack_api_url=slack.api_url,
        database_url=database,
        workflows_path=WORKFLOWS,
        host="127.0.0.1",
        port=0,
    )
    logs.configure(settings)
    logging.getLogger().setLevel(logging.WARNING)
    bellhop = Bellhop(settings, config, clock)
    try:
        await bellhop.open()
        await bellhop.listen()
        slack.send_to(f"{bellhop.url}/slack/events")
        yield bellhop
    finally:
        await bellhop.close()


def _manifest() -> dict[str, Any]:
    try:
        read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    except OSError:
        raise Misconfigured(f"The demo needs {MANIFEST}: run it in a checkout") from None
    return read
