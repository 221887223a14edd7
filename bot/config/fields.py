"""`fields:` of bellhop.yml: what an operator wants to know of each thread."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field as Limits
from pydantic import model_validator

from bot.config.section import Name, Section, matching

MOST = 40  # the dialog that asks for them holds 100 blocks
CHOICES = 99  # a list holds 100, and "not set" is one of them

FieldName = Annotated[
    str, matching("[a-z][a-z0-9_]{0,39}", "a name of a field: lower case letters, digits and _")
]


class FieldType(StrEnum):
    """What a field holds."""

    choice = "choice"
    text = "text"
    number = "number"
    bool = "bool"
    date = "date"


class Field(Section):
    """One thing to know of each thread."""

    type: FieldType
    label: Name | None = Limits(default=None, description="None: the name")
    choices: Annotated[tuple[Name, ...], Limits(max_length=CHOICES)] = ()

    @model_validator(mode="after")
    def _choices_where_one_chooses(self) -> Self:
        if self.choices and self.type is not FieldType.choice:
            raise ValueError("choices are for the type choice only")
        if not self.choices and self.type is FieldType.choice:
            raise ValueError("what can be chosen? write choices: [a, b]")
        if len(set(self.choices)) < len(self.choices):
            raise ValueError("a choice is there twice")
        if "none" in self.choices:
            raise ValueError("none is no choice: it is what a field is that was not set")
        return self


Fields = Annotated[dict[FieldName, Field], Limits(max_length=MOST)]
