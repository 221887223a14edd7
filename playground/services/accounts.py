"""Accounts: who has one, and links to choose a new password."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from playground.errors import Json
from playground.services.clock import Now, utc, written
from playground.services.service import Declined, asked_for, posted

VALID_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can sign in."""

    id: str
    email: str
    workspace: str
    verified: bool = True
    flagged: bool = False
    flag_reason: str | None = None


USERS = (
    User("usr_carol", "carol@acme.example", "acme"),
    User("usr_cody", "cody@acme.example", "acme", verified=False),
    User(
        "usr_dave",
        "dave@globex.example",
        "globex",
        flagged=True,
        flag_reason="Signed in from two continents within an hour",
    ),
    User("usr_gina", "gina@globex.example", "globex"),
)


class Reset(BaseModel):
    """How a link reaches its person: in the answer, or by an e-mail that nobody else reads."""

    model_config = ConfigDict(extra="forbid")

    deliver: Literal["answer", "email"] = "answer"


class Accounts:
    """The accounts, and the links given out."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._links: list[Json] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/accounts/users", self.find),
            web.post("/accounts/users/{id}/password-resets", self.reset_password),
        ]

    def reset(self) -> None:
        self._links.clear()

    def shown(self) -> Json:
        return {"users": [asdict(user) for user in USERS], "password_resets": self._links}

    async def find(self, request: web.Request) -> web.Response:
        email = asked_for(request, "email").strip().casefold()
        for user in USERS:
            if user.email == email:
                return web.json_response(asdict(user))
        raise Declined(404, "no such user")

    async def reset_password(self, request: web.Request) -> web.Response:
        user = next((user for user in USERS if user.id == request.match_info["id"]), None)
        if user is None:
            raise Declined(404, "no such user")
        if user.flagged:
            raise Declined(409, f"the account is flagged: {user.flag_reason}")
        asked = await posted(request, Reset) if await request.read() else Reset()
        until = {"expires_at": written(utc(self._now) + VALID_FOR)}
        link = f"https://app.example.com/reset/{user.id}-{len(self._links) + 1}"
        self._links.append({"link": link, "deliver": asked.deliver, **until})
        shown = {"sent_to": user.email} if asked.deliver == "email" else {"link": link}
        return web.json_response({**shown, **until}, status=201)
