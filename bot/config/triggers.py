"""`triggers:` of bellhop.yml: which signals concern a customer so much that the desk does something."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bot.config.checks import Check
from bot.config.counting import Count
from bot.config.daily import AtATime
from bot.config.fields import FieldName
from bot.config.filters import FACT, FactPath, Where
from bot.config.section import Name, Section, Text
from bot.config.services import Word
from bot.config.span import Duration
from store.threads import Priority, Severity

PLACE = re.compile(r"\{([^{}]*)\}")
NAMES = ("customer", "title", "type")  # what else a title or a message may name


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


class Trigger(Section):
    """A rule: which signals, and what becomes of them."""

    on: On
    where: Where = Field(default_factory=dict)
    count: Count | None = None
    sweep: AtATime | None = None
    check: Check | None = None
    respond: Response = Response.hold
    mode: RuleMode | None = Field(default=None, description="None: shadow for a week, then live")
    title: Fillable | None = Field(default=None, description="None: what the signal says")
    severity: Severity | None = None
    priority: Priority | None = Field(default=None, description="None: the tier's")
    labels: tuple[Name, ...] = ()
    team: Name | None = Field(default=None, description="None: the customer's")
    to_owner: bool = False
    fields: dict[FieldName, FactPath] = Field(default_factory=dict)
    context: tuple[FactPath, ...] = ()
    message: Fillable | None = None
    approve: Approval = Approval.always
    group_wait: Duration = timedelta(seconds=60)
    window: Duration = timedelta(days=3)
    cool_down: Duration | None = Field(
        default=None, description="None: 30d of sweep, 7d of reach_out, else 0s"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.message is not None) != (self.respond is Response.reach_out):
            raise ValueError("message is what respond: reach_out says, and that needs one")
        if self.approve is Approval.never and self.respond is not Response.reach_out:
            raise ValueError("approve is for respond: reach_out")
        if self.sweep is not None and (self.count is not None or self.on.type):
            raise ValueError("a rule that is swept is about no event: without count, and on.type")
        return self

    @property
    def rest(self) -> timedelta:
        """How long nothing is done again about what is over."""
        if self.cool_down is not None:
            return self.cool_down
        if self.sweep is not None:
            return timedelta(days=30)  # it would be true again tomorrow
        return timedelta(days=7 if self.respond is Response.reach_out else 0)


Triggers = dict[Word, Trigger]
