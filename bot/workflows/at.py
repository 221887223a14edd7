"""What a step sees when it is taken, and what it can answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk.desk import Desk
from bot.desk.threads import By
from bot.errors import BotError
from bot.integrations.http import Request, Response
from bot.integrations.outside import Outside
from bot.workflows.language.definition import Args, Retry, Step, Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.fields import Field
from bot.workflows.language.selection import Entry
from bot.workflows.language.templates import PLAIN, SLACK, URL, Template, is_template
from store.runs import Run
from store.transaction import Transaction


class Category(StrEnum):
    """Why a human has to go on."""

    missing_data = "missing data"
    ambiguous_intent = "ambiguous intent"
    unexpected_reply = "unexpected reply"
    system_error = "system error"
    complexity = "genuine complexity"
    asked_for = "asked for a human"


class StepFailed(BotError):
    """A step cannot do what it is for. `again` says that it may work later."""

    def __init__(
        self,
        why: str,
        category: Category = Category.system_error,
        again: bool = False,
        after: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.category = category
        self.again = again
        self.after = after


@dataclass(frozen=True)
class Done:
    """It is done; `output` is what later steps can name."""

    output: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """A change: `would` says it in words, `sets` are the fields that have other values then.

    In shadow nothing is applied, and later steps see what was set. `apply` may return the output.
    """

    would: str
    apply: Callable[[], Mapping[str, Any] | None]
    sets: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, Any] = field(default_factory=dict)
    then: "Pause | End | None" = None  # what it waits for once it is applied, or why it ends


@dataclass(frozen=True)
class Pause:
    """It waits until a time, or for events of the thread, whatever comes first."""

    until: datetime
    events: tuple[str, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Errand:
    """It asks another system; the answer comes back to the step."""

    request: Request
    repeatable: bool  # whether it may be sent again when nobody knows if it arrived
    shown: str  # what it asks, for people: no query and no headers

    @property
    def reads(self) -> bool:
        """Whether it changes nothing on the other side."""
        return self.request.method in ("GET", "HEAD")


@dataclass(frozen=True)
class Enter:
    """It goes on inside, with the steps of a block; None: with none of them."""

    block: int | None
    output: Mapping[str, Any] = field(default_factory=dict)
    loop: Mapping[str, Any] | None = None  # {as, items, round}


@dataclass(frozen=True)
class End:
    """The run ends here."""

    why: str


@dataclass(frozen=True)
class HandOver:
    """A human goes on."""

    why: str
    category: Category


ONCE = Retry()
Outcome = Done | Effect | Pause | Errand | Enter | End | HandOver


@dataclass(frozen=True)
class Woken:
    """Why a step that waited goes on: an event, or (None) because its time has come."""

    event: str | None
    message: int | None = None
    answer: Any = None


@dataclass(frozen=True)
class At:
    """One step of one run, at this moment, in this transaction."""

    tx: Transaction
    desk: Desk
    outside: Outside
    workflow: Workflow
    run: Run
    step: Step
    facts: Facts
    memory: Mapping[str, Any]  # what the step kept for itself while it waited
    shadow: bool  # whether it only says what it would do
    named: Callable[[str], Entry | None]  # another workflow, unless it is off

    @property
    def now(self) -> datetime:
        """The time of the transaction."""
        return self.tx.now

    @property
    def by(self) -> By:
        """Who does it, for the timeline and for people."""
        return By.workflow(self.workflow.name)

    @property
    def thread(self) -> int:
        """The thread it is about; a step about a thread fails without one."""
        if self.run.thread_id is None:
            raise StepFailed("this run is about no thread", Category.missing_data)
        return self.run.thread_id

    @property
    def key(self) -> str:
        """What makes an effect of this step happen once; a step in a loop has one for each round."""
        rounds = ":".join(str(loop["round"]) for loop in self.run.context.get("loops", {}).values())
        return f"run:{self.run.id}:{self.step.id}{':' if rounds else ''}{rounds}"

    def text(self, words: str) -> str:
        """Return words for Slack, their places filled in."""
        return self._filled(words, SLACK)

    def plain(self, words: str) -> str:
        """Return words as they are, their places filled in."""
        return self._filled(words, PLAIN)

    def url(self, words: str) -> str:
        """Return an address, what is filled in quoted."""
        return self._filled(words, URL)

    def value(self, given: Any) -> Any:  # noqa: ANN401 - whatever is written in the file
        """Return a value with every template in it filled in; one alone keeps its type."""
        if isinstance(given, str):
            return (
                Template(given, self.workflow.names).value(self.facts)
                if is_template(given)
                else given
            )
        if isinstance(given, Mapping):
            return {key: self.value(one) for key, one in given.items()}
        if isinstance(given, list | tuple):
            return [self.value(one) for one in given]
        return given

    def _filled(self, words: str, environment: Any) -> str:  # noqa: ANN401
        if not is_template(words):
            return words
        return Template(words, self.workflow.names).text(self.facts, environment)


@dataclass(frozen=True)
class Kind:
    """One kind of step, a row of the table of steps.

    `take` begins it and `resume` goes on after it waited or an errand came back; `outputs` are
    what it leaves for later steps, under its id; `customer` says that customers see it; `guides`,
    that it only decides which steps come next, and when, so that shadow is nothing to it.
    """

    name: str
    about: str
    args: type[Args]
    take: Callable[[Any, At], Outcome]
    resume: Callable[[Any, At, Woken], Outcome] | None = None
    answered: Callable[[Any, At, Response], Outcome] | None = None
    outputs: Mapping[str, Field] = field(default_factory=dict)
    customer: bool = False
    guides: bool = False
    short: str | None = None  # the argument that may be written alone
    retry: Retry = ONCE  # unless the file says otherwise
    wrong: Callable[[Any], str | None] | None = None  # what is wrong with arguments without places
    leaves: Callable[[Any], Mapping[str, Field]] | None = None  # outputs that its arguments decide
    dropped: Callable[[Transaction, Run], None] | None = None  # its run ends while it waits
