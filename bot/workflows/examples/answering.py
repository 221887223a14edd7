"""Answering for other systems: what an example says they answer, and what they were asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.errors import DeliveryError, Rejected, Unreachable
from bot.integrations.http import Request, Response
from bot.integrations.outside import Outside
from bot.workflows.examples.example import Stub


@dataclass(frozen=True)
class Made:
    """A request that was made: `GET accounts/users?email=…`, and its body."""

    request: str
    body: Any


@dataclass
class Answers:
    """The stubs of one example; `unknown` are requests that none of them answers."""

    stubs: Sequence[Stub]
    outside: Outside
    made: list[Made] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _used: dict[int, int] = field(default_factory=dict)

    def answer(self, request: Request) -> Response | DeliveryError:
        """Answer a request with the first stub that is for it and not used up."""
        asked = f"{request.method} {self._named(request.url)}"
        self.made.append(Made(asked, None if request.body is None else _read(request.body)))
        for n, stub in enumerate(self.stubs):
            if not is_for(stub.request, asked) or self._used.get(n, 0) == stub.times:
                continue
            self._used[n] = self._used.get(n, 0) + 1
            return _response(stub)
        self.unknown.append(asked)
        return Rejected(f"the example does not say what {asked} answers")

    def _named(self, url: str) -> str:
        """Return an address as examples write it: the name of the service before the path."""
        for name, service in self.outside.services.items():
            if url == service.url or url.startswith((f"{service.url}/", f"{service.url}?")):
                return f"{name}{url.removeprefix(service.url)}"
        return url


def is_for(written: str, asked: str) -> bool:
    """Whether a request is the one that is written: * is anything, a query may have more."""
    wanted, found = (_parts(text) for text in (written, asked))
    if not fnmatchcase(found[0], wanted[0]):
        return False
    return all(found[1].get(key) == value for key, value in wanted[1].items())


def _parts(text: str) -> tuple[str, Mapping[str, list[str]]]:
    method, _, url = text.partition(" ")
    parts = urlsplit(url)
    before = url.partition("?")[0].rstrip("/")
    return f"{method} {before}", parse_qs(parts.query, keep_blank_values=True)


def _response(stub: Stub) -> Response | DeliveryError:
    if stub.unreachable:
        return Unreachable(f"{stub.request}: no connection")
    headers = {name.lower(): value for name, value in stub.headers.items()}
    if stub.body is None:
        return Response(stub.status, headers, stub.text.encode())
    headers.setdefault("content-type", "application/json")
    return Response(stub.status, headers, json.dumps(stub.body).encode())


def _read(body: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
