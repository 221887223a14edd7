"""The companies, people and channels every playground starts with."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.channels import Channel

HOME = "T0HOME"
BOT_USER, BOT_ID, APP_ID = "U0BOT", "B0BOT", "A0APP"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account in one of the workspaces."""

    id: str
    handle: str
    name: str
    team_id: str
    title: str
    color: str
    tz: str
    email: str
    is_bot: bool = False


def _user(handle: str, name: str, team: Team, title: str, looks: tuple[str, str]) -> User:
    color, tz = looks
    email = f"{handle}@{team.domain}.example"
    return User(f"U0{handle.upper()}", handle, name, team.id, title, color, tz, email)


EXAMPLE = Team(HOME, "Example", "example")
ACME = Team("T0ACME", "Acme", "acme")
GLOBEX = Team("T0GLOBEX", "Globex", "globex")
INITECH = Team("T0INIT", "Initech", "initech")
TEAMS: Mapping[str, Team] = {team.id: team for team in (EXAMPLE, ACME, GLOBEX, INITECH)}

PEOPLE: tuple[User, ...] = (
    _user("ada", "Ada Agarwal", EXAMPLE, "Support engineer", ("4a6fa5", "Europe/Berlin")),
    _user("ben", "Ben Brandt", EXAMPLE, "Support engineer", ("2f7d6b", "America/New_York")),
    _user("lea", "Lea Lindqvist", EXAMPLE, "Support lead", ("8a4f7d", "Europe/Stockholm")),
    _user("olga", "Olga Orlova", EXAMPLE, "On-call engineer", ("b0562b", "Europe/Berlin")),
    _user("max", "Max Moreau", EXAMPLE, "Account executive", ("6b705c", "Europe/Paris")),
    _user("carol", "Carol Chen", ACME, "Platform lead", ("c0392b", "America/Los_Angeles")),
    _user("cody", "Cody Clarke", ACME, "Developer", ("d68910", "America/Chicago")),
    _user("dave", "Dave Diaz", GLOBEX, "Operations", ("1f618d", "America/Bogota")),
    _user("eve", "Eve Ericsson", INITECH, "Consultant", ("76448a", "Europe/London")),
)


def bot_user(name: str) -> User:
    """The app's own account; its name comes from the manifest."""
    handle = name.lower().replace(" ", "_")
    return User(BOT_USER, handle, name, HOME, "", "345c72", "UTC", "", is_bot=True)


def channels(created: int) -> list[Channel]:
    """The channels as they are before anybody has spoken."""
    home = ("U0ADA", "U0BEN", "U0LEA", "U0OLGA", "U0MAX")
    app = (BOT_USER,)
    acme = ("U0ADA", "U0BEN", "U0LEA", "U0CAROL", "U0CODY", "U0EVE")

    def internal(id_: str, name: str, topic: str, members: tuple[str, ...]) -> Channel:
        return Channel(id_, name, (HOME,), dict.fromkeys(members), topic=topic, created=created)

    def shared(id_: str, name: str, teams: tuple[str, ...], members: tuple[str, ...]) -> Channel:
        return Channel(id_, name, (HOME, *teams), dict.fromkeys(members), created=created)

    triage = internal("C0TRIAGE", "support-triage", "Everything that waits for us", home + app)
    triage.is_private = True
    return [
        triage,
        internal("C0ALERTS", "support-alerts", "Things that need a human now", home + app),
        internal("C0BILL", "billing-triage", "Questions about money", home + app),
        internal("C0ENG", "engineering", "What we build", home),
        shared("C0ACME", "acme-support", (ACME.id, INITECH.id), acme + app),
        shared("C0GLOBEX", "globex-support", (GLOBEX.id,), ("U0ADA", "U0BEN", "U0DAVE", *app)),
        shared("C0NEW", "initech-shared", (INITECH.id,), ("U0ADA", "U0EVE")),
    ]
