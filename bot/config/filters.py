"""Filters of bellhop.yml: what a part of a signal has to be."""

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from bot.config.section import Section, matching

FACT = r"facts\.[\w$@-]{1,100}"

FactPath = Annotated[str, matching(FACT, "a fact of the signal, like facts.amount")]
Asked = Annotated[
    str,
    matching(
        rf"{FACT}|customer\.(key|tier)|type|state",
        "facts.<name>, customer.key, customer.tier, type or state",
    ),
]
Plain = str | bool | int | float


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


Wanted = Annotated[Filter, BeforeValidator(_short)]
Where = dict[Asked, Wanted]
