"""Questions to a customer: what can be asked for, and forms that ask for several things."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from typing import Annotated, Self

from pydantic import Field as Limits
from pydantic import model_validator

from bot.config.fields import FieldName
from bot.config.section import Name, Section

MOST_CHOICES = 20  # buttons under a question
MOST_FIELDS = 20


class Answer(StrEnum):
    """What an answer has to be."""

    text = "text"
    long_text = "long_text"  # in a form: a field of several lines
    email = "email"
    number = "number"
    date = "date"
    choice = "choice"


def check_choices(answer: Answer, choices: Sequence[str]) -> None:
    """Say what is wrong with the choices of a question."""
    if choices and answer is not Answer.choice:
        raise ValueError("choices are for answers of the type choice only")
    if not choices and answer is Answer.choice:
        raise ValueError("what can be chosen? write choices: [a, b]")
    if len({choice.casefold() for choice in choices}) < len(choices):
        raise ValueError("a choice is there twice")


Choices = Annotated[tuple[Name, ...], Limits(max_length=MOST_CHOICES)]


class FormField(Section):
    """One thing that a form asks for."""

    name: FieldName
    label: Annotated[str, Limits(min_length=1, max_length=150)]
    type: Answer = Answer.text
    choices: Choices = ()
    required: bool = True
    hint: Annotated[str, Limits(max_length=300)] = ""

    @model_validator(mode="after")
    def _choices_where_one_chooses(self) -> Self:
        check_choices(self.type, self.choices)
        return self


class Form(Section):
    """A dialog that asks for several things at once."""

    title: Annotated[str, Limits(min_length=1, max_length=24)]
    fields: Annotated[tuple[FormField, ...], Limits(min_length=1, max_length=MOST_FIELDS)]

    @model_validator(mode="after")
    def _as_written(self) -> Self:
        shown = [(one.label, one.hint, *one.choices) for one in self.fields]
        if any("{{" in text or "{%" in text for text in (self.title, *chain(*shown))):
            raise ValueError("a form is shown as it is written: {{ … }} belongs to the intro")
        return self

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        if len({field.name for field in self.fields}) < len(self.fields):
            raise ValueError("two fields have the same name")
        return self
