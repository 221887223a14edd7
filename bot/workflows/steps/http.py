"""http: asks another system, and keeps what it answered for later steps to branch on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlencode

from pydantic import Field, model_validator

from bot.config.services import HeaderName
from bot.config.span import Duration
from bot.integrations.http import Request, Response, retry_after
from bot.workflows.at import (
    At,
    Category,
    Done,
    Effect,
    Errand,
    Kind,
    Outcome,
    Pause,
    StepFailed,
    Woken,
)
from bot.workflows.language.conditions import Condition as Judged
from bot.workflows.language.definition import Args, Retry
from bot.workflows.language.fields import ANYTHING, NUMBER, TEXT
from bot.workflows.language.marks import Condition, Service

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})  # by RFC 9110, twice is once
LARGEST = 256 * 1024  # bytes of an answer that a run keeps
MOST_POLLS = timedelta(days=7)
TIMEOUT = timedelta(seconds=10)


class Http(Args):
    """A request: to a path of a service of bellhop.yml, or (without any secret) to a URL.

    An answer of 2xx, or with a status that `expect` names, is there to branch on; any other fails
    the step. `idempotent` says that the other side knows the Idempotency-Key that we send, so that
    a request may be sent again when its answer was lost. `in_shadow` is the answer that a run in
    shadow takes for given where it would have changed something. With `poll_until` it is asked
    again, `every` so often and for `at_most` so long, until the condition holds; each POST is then
    a request of its own, with a key of its own.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    service: Service | None = None
    path: str = ""
    url: str | None = None
    query: dict[str, Any] = Field(default_factory=dict)
    headers: dict[HeaderName, str] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    timeout: Annotated[Duration, Field(gt=timedelta(), le=timedelta(minutes=2))] | None = None
    expect: tuple[Annotated[int, Field(ge=300, le=599)], ...] = ()
    idempotent: bool = False
    in_shadow: dict[str, Any] | None = None
    poll_until: Condition = None
    every: Annotated[Duration, Field(ge=timedelta(seconds=1))] = timedelta(seconds=10)
    at_most: Annotated[Duration, Field(gt=timedelta(), le=MOST_POLLS)] = timedelta(minutes=5)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.service is None) is (self.url is None):
            raise ValueError("needs a service with a path, or a url")
        if self.poll_until is not None and self.method not in ("GET", "POST"):
            raise ValueError("poll_until asks again and again, with GET or POST")
        return self


def take(args: Http, at: At) -> Outcome:
    """Ask."""
    request, where = _request(args, at)
    if at.shadow and args.method != "GET" and args.in_shadow is not None:
        given = {
            "status": 200,
            "headers": {},
            "json": None,
            "text": None,
            **at.value(args.in_shadow),
        }
        return Effect(f"{args.method} {where}", lambda: None, output=given)
    repeatable = args.method in REPEATABLE or args.idempotent
    return Errand(request, repeatable, f"{args.method} {where}")


def _request(args: Http, at: At) -> tuple[Request, str]:
    name = at.plain(args.service) if args.service else None
    service = at.outside.services.get(name) if name else None
    if args.service is not None and service is None:
        raise StepFailed(f"there is no service {name}", Category.missing_data)
    base = service.url if service else at.url(args.url or "")
    path = at.url(args.path).lstrip("/")
    query = {key: at.value(value) for key, value in args.query.items()}
    query = {key: value for key, value in query.items() if value is not None}
    where = f"{base}/{path}" if path else base
    url = f"{where}{'&' if '?' in where else '?'}{urlencode(query)}" if query else where
    own = {name: at.plain(value) for name, value in args.headers.items()}
    body = None if args.body is None else json.dumps(at.value(args.body), default=str).encode()
    said = {"Content-Type": "application/json"} if body is not None else {}
    once = {} if args.method == "GET" else {"Idempotency-Key": at.key + at.memory.get("poll", "")}
    headers = {"Accept": "application/json", **said, **once, **own}
    headers |= service.headers if service else {}
    timeout = args.timeout or (service.timeout if service else TIMEOUT)
    timeout = min(timeout, at.step.timeout or timeout)
    private = service.private if service else False
    return Request(args.method, url, headers, body, timeout, private), where


def answered(args: Http, at: At, response: Response) -> Outcome:
    """Keep the answer, ask again later, or fail."""
    status = response.status
    if not 200 <= status < 300 and status not in args.expect:
        after = retry_after(response, at.now)
        why = f"it answered {status}"
        raise StepFailed(why, Category.system_error, again=status in TRY_AGAIN, after=after)
    if len(response.body) > LARGEST:
        raise StepFailed(f"its answer is longer than {LARGEST // 1024} KiB")
    output = {"status": status, "headers": dict(response.headers), **_read(response)}
    if args.poll_until is None or _holds(args.poll_until, at, output):
        return Done(output)
    began = datetime.fromisoformat(at.memory["began"])
    at_most = min(args.at_most, at.step.timeout or args.at_most)
    if at.now + args.every > began + at_most:
        raise StepFailed(f"it was not so after {at_most}", Category.complexity)
    # what answers a key that it knows with its first answer would never change its mind
    return Pause(at.now + args.every, memory={"poll": f":{at.now.isoformat()}"})


def resume(args: Http, at: At, _woken: Woken) -> Outcome:
    """Ask once more."""
    return take(args, at)


def _holds(condition: Judged, at: At, output: Mapping[str, Any]) -> bool:
    steps = {**at.facts.gathered.get("steps", {}), at.step.id: output}
    facts = replace(at.facts, gathered={**at.facts.gathered, "steps": steps})
    return condition.judge(facts).matched


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is Python's, not JSON's")


def _read(response: Response) -> Mapping[str, Any]:
    text = response.body.decode("utf-8", "replace").replace("\0", "")
    try:
        return {"json": json.loads(text, parse_constant=_no_json), "text": None}
    except (ValueError, RecursionError):
        if "json" in response.headers.get("content-type", ""):
            raise StepFailed("its answer says it is JSON, and is not") from None
        return {"json": None, "text": text}


KIND = Kind(
    "http",
    "asks another system; its answer is there to branch on",
    Http,
    take,
    resume,
    answered,
    outputs={"status": NUMBER, "headers": ANYTHING, "json": ANYTHING, "text": TEXT},
    retry=Retry(3, timedelta(seconds=2)),
)
