"""What an example is: a thread, what other systems answer, what people say, what is expected."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from bot.config import customers
from bot.config.section import Email, Section, matching
from bot.config.span import Duration
from bot.workflows.at import Category
from store.runs import RunState
from store.threads import Priority, Severity, Status

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning
EXAMPLE = "example"  # the customer of an example that names none
CUSTOMER = "customer"
METHODS = "GET|POST|PUT|PATCH|DELETE"
Asked = Annotated[
    str,
    matching(rf"({METHODS}) \S+", "a request like `GET accounts/users`: method, service, path"),
]


def _listed(value: object) -> object:
    """Let one be written where there may be several."""
    several = value is None or value is False or isinstance(value, list | tuple)
    return value if several else (value,)


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Ago = Annotated[Duration, Field(ge=timedelta())]


def _time(value: object) -> object:
    if isinstance(value, str) and (read := datetime.fromisoformat(value)).tzinfo is None:
        return read.replace(tzinfo=UTC)
    return value


Time = Annotated[
    AwareDatetime, BeforeValidator(_time), AfterValidator(lambda at: at.astimezone(UTC))
]


class Customer(customers.Customer):
    """A customer that is made up for one example."""

    key: str = EXAMPLE


class Contact(Section):
    """Who opened the thread."""

    name: str = "Sam"
    email: Email | None = None


class ThreadGiven(Section):
    """Where the thread stands; `age` is how long ago it was opened."""

    priority: Priority | None = None
    severity: Severity | None = None
    status: Status | None = None
    team: str | None = None
    assignee: str | None = None
    age: Ago = timedelta()


class Earlier(Section):
    """What somebody said before the workflow begins; `by` is an agent's name or customer."""

    text: str
    by: str = CUSTOMER
    ago: Ago = timedelta()


class Happened(Section):
    """The event that starts it, with what is told of it."""

    name: str
    actor: str = "bellhop"
    before: Any = None
    after: Any = None
    field: str | None = None
    source: str | None = None
    body: Any = None


def _event(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Given(Section):
    """What is so when the workflow is considered; `event` is its first trigger unless it is said."""

    customer: str | Customer = Field(default=EXAMPLE, union_mode="left_to_right")
    contact: Contact = Contact()
    message: str = "Can you help me?"
    said: tuple[Earlier, ...] = ()
    thread: ThreadGiven = ThreadGiven()
    labels: Words = ()
    fields: dict[str, Any] = Field(default_factory=dict)
    event: Annotated[Happened | None, BeforeValidator(_event)] = None
    variant: str | None = None
    now: Time = START


class Stub(Section):
    """What another system answers; `times` is how often, after which the next stub has its turn."""

    request: Asked
    status: int = Field(default=200, ge=100, le=599)
    body: Any = Field(default=None, alias="json")
    text: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    unreachable: bool = False
    times: int | None = Field(default=None, ge=1)


class Said(Section):
    """What somebody says once the run has come to a step, some time later."""

    after: str
    text: str
    by: str = CUSTOMER
    later: Ago = timedelta(minutes=1)


class Effects(Section):
    """What is true of the thread at the end; what is not named is not looked at."""

    labels: Words | None = None
    priority: Priority | None = None
    severity: Severity | None = None
    status: Status | None = None
    team: str | None = None
    assignee: str | None = None
    fields: dict[str, Any] | None = None
    reply: Annotated[tuple[str, ...] | Literal[False] | None, BeforeValidator(_listed)] = None
    did: Words | None = None
    handed_over: Category | Literal[False] | None = None
    state: RunState | None = None


class Call(Section):
    """A request that the workflow makes, with what has to be in its body."""

    request: Asked
    body: Any = Field(default=None, alias="json")


def _call(value: object) -> object:
    return {"request": value} if isinstance(value, str) else value


class Expected(Section):
    """What has to come of it."""

    matched: bool = True
    steps: tuple[str, ...] | None = None
    effects: Effects = Effects()
    calls: tuple[Annotated[Call, BeforeValidator(_call)], ...] | None = None


class Example(Section):
    """One example."""

    name: str
    given: Given = Given()
    http: tuple[Stub, ...] = ()
    replies: tuple[Said, ...] = ()
    expect: Expected
