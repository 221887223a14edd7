"""What can be looked at without Slack: the environment, bellhop.yml and the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.cli.checks.finding import Finding, several
from bot.clock import SystemClock
from bot.config.config import Config
from bot.config.load import load
from bot.errors import Misconfigured
from bot.integrations.outside import outside
from bot.settings import Settings, SlackCredentials
from store.health import Health, examine, place
from triggers.webhooks.sender import senders


@dataclass
class Setup:
    """What could be read, and what was found on the way."""

    settings: Settings | None = None
    credentials: SlackCredentials | None = None
    config: Config | None = None
    health: Health = field(default_factory=Health)
    findings: list[Finding] = field(default_factory=list)


async def read_setup() -> Setup:
    """Read the environment, bellhop.yml and the state of the database."""
    setup = Setup()
    try:
        setup.settings = Settings.load()
    except Misconfigured as error:
        setup.findings += _lines("environment", error, "Correct the variable: docs/settings.md")
        return setup
    _read_credentials(setup, setup.settings)
    _read_config(setup, setup.settings)
    setup.health = await examine(setup.settings.database_url)
    setup.findings.append(_database(place(setup.settings.database_url), setup.health))
    return setup


def _read_credentials(setup: Setup, settings: Settings) -> None:
    try:
        setup.credentials = settings.slack_credentials()
    except Misconfigured as error:
        fix = "The tokens are on your app's pages at https://api.slack.com/apps, see README.md"
        setup.findings += _lines("environment", error, fix)
        return
    way = "Socket Mode" if settings.socket_mode else f"HTTP, port {settings.port}"
    setup.findings.append(Finding("environment", f"tokens are set; Slack reaches us by {way}"))


def _read_config(setup: Setup, settings: Settings) -> None:
    try:
        setup.config = config = load(settings.config_path)
    except Misconfigured as error:
        fix = "Correct the line: docs/settings.md has every key"
        if not settings.config_path.is_file():
            fix = "Make one, or say in BELLHOP_CONFIG where it is"
        setup.findings += _lines("bellhop.yml", error, fix)
        return
    agents, customers = len(config.agents), len(config.customers)
    text = f"{settings.config_path}: agents: {agents}, customers: {customers}"
    setup.findings.append(Finding("bellhop.yml", text))
    _read_secrets(setup, lambda: outside(config, settings.secret))
    _read_secrets(setup, lambda: senders(config, settings.secret, SystemClock().now()))


def _read_secrets(setup: Setup, reading: Callable[[], object]) -> None:
    try:
        reading()
    except Misconfigured as error:
        setup.findings += _lines("secrets", error, "Set or correct the variable: docs/settings.md")


def _database(where: str, health: Health) -> Finding:
    if health.trouble is not None:
        return Finding("database", f"{where}: {health.trouble}", "Correct DATABASE_URL, or that")
    if health.outdated:
        fix = "Stop the server, make a backup, run `bellhop migrate`"
        return Finding("database", f"{where}: its tables are not the newest, or not there yet", fix)
    if health.fresh:
        return Finding("database", f"{where} does not exist yet: `bellhop serve` makes it")
    used = ", a server is using it" if health.served else ""
    return Finding("database", f"{where} is up to date{used}")


def _lines(about: str, error: Misconfigured, fix: str) -> Iterator[Finding]:
    return several(about, str(error).splitlines(), fix)
