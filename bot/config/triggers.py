"""`triggers:` of bellhop.yml: which signals concern a customer so much that the desk does something."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.fields import FieldName
from bot.config.section import Name, Section, Text, matching
from bot.config.services import Word
from bot.config.span import Duration
from store.threads import Priority, Severity

PLACE = re.compile(r"\{([^{}]*)\}")
FACT = r"facts\.[\w$@-]{1,100}"
NAMES = ("customer", "title", "type")  # what else a title or a message may name

FactPath = Annotated[str, matching(FACT, "a fact of the signal, like facts.amount")]
Asked = Annotated[
    str, matching(rf"{FACT}|customer\.(key|tier)|type|state", "facts.<name>, customer.tier or type")
]
Plain = str | bool | int | float


def _fillable(words: str) -> str:
    for name in PLACE.findall(words):
        if name not in NAMES and not re.fullmatch(FACT, name, re.ASCII):
            raise ValueError(f"{{{name}}} is not one of {{customer}}, {{title}}, {{facts.<name>}}")
    return words


Fillable = Annotated[Text, AfterValidator(_fillable)]


class Response(StrEnum):
    """What a rule does with a signal."""

    hold = "hold"
    act = "act"
    reach_out = "reach_out"


class Approval(StrEnum):
    """Whether a person looks at a message before a customer reads it."""

    always = "always"
    never = "never"


class RuleMode(StrEnum):
    """Whether a rule does anything, or only says what it would have done."""

    live = "live"
    shadow = "shadow"


class On(Section):
    """Which signals: the webhook that tells them, and their types; none named: all."""

    source: Word
    type: tuple[Name, ...] = ()


class Filter(Section):
    """What a part of a signal has to be; numbers are compared as numbers."""

    one_of: tuple[Plain, ...] = ()
    greater_than: float | None = None
    at_least: float | None = None
    less_than: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing; write a value, a list of them, or {at_least: 2}")
        return self


def _short(value: object) -> object:
    """A value, or a list of them, is what it has to be."""
    if isinstance(value, list):
        return {"one_of": value}
    return {"one_of": [value]} if isinstance(value, Plain) else value


class Trigger(Section):
    """A rule: which signals, and what becomes of them."""

    on: On
    where: dict[Asked, Annotated[Filter, BeforeValidator(_short)]] = Field(default_factory=dict)
    respond: Response = Response.hold
    mode: RuleMode | None = Field(default=None, description="None: shadow for a week, then live")
    title: Fillable | None = Field(default=None, description="None: what the signal says")
    severity: Severity | None = None
    priority: Priority | None = Field(default=None, description="None: the tier's")
    labels: tuple[Name, ...] = ()
    team: Name | None = Field(default=None, description="None: the customer's")
    to_owner: bool = False
    fields: dict[FieldName, FactPath] = Field(default_factory=dict)
    message: Fillable | None = None
    approve: Approval = Approval.always
    group_wait: Duration = timedelta(seconds=60)
    window: Duration = timedelta(days=3)
    cool_down: Duration | None = Field(default=None, description="None: 7d of reach_out, else 0s")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.message is not None) != (self.respond is Response.reach_out):
            raise ValueError("message is what respond: reach_out says, and that needs one")
        if self.approve is Approval.never and self.respond is not Response.reach_out:
            raise ValueError("approve is for respond: reach_out")
        return self

    @property
    def rest(self) -> timedelta:
        """How long nothing is done again about what is over."""
        if self.cool_down is not None:
            return self.cool_down
        return timedelta(days=7 if self.respond is Response.reach_out else 0)


Triggers = dict[Word, Trigger]
