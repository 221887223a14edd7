"""One entry of the table of routes: everything the server and its description have to know."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from bot.deps import Deps
from triggers.api.shapes import Answer, Given

G = TypeVar("G", bound=Given)
A = TypeVar("A", bound=Answer)

# what each part of a path looks like; anything else is an address we do not have
PARTS = {
    "ref": r"[^/]{1,50}",
    "id": r"[0-9]{1,18}",
    "key": r"[^/]{1,100}",
    "channel": r"[A-Z0-9]{1,30}",
    "ts": r"[0-9]{1,12}\.[0-9]{1,6}",
}


@dataclass(frozen=True)
class Ask(Generic[G]):
    """One request: `path` holds the parts of its address, `given` its query or its body."""

    deps: Deps
    path: Mapping[str, str]
    given: G
    idempotency_key: str | None = None

    @property
    def id(self) -> int:
        """The id in the address."""
        return int(self.path["id"])


@dataclass(frozen=True)
class Route(Generic[G, A]):
    """What one address answers; `once`: an Idempotency-Key makes it happen once."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    name: str
    summary: str
    given: type[G]
    answer: type[A]
    endpoint: Callable[[Ask[G]], Awaitable[A]]
    status: int = 200
    once: bool = False

    @property
    def parts(self) -> list[str]:
        """The names in the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def pattern(self) -> str:
        """The path as the server matches it."""
        return re.sub(r"{(\w+)}", lambda found: f"{{{found[1]}:{PARTS[found[1]]}}}", self.path)
