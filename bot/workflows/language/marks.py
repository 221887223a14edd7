"""Marks on the arguments of steps: what a text names, and what is a condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, get_args

from pydantic import Field
from pydantic.fields import FieldInfo

from bot.config.span import SpanText


@dataclass(frozen=True)
class Named:
    """A name that has to be in this section of bellhop.yml, unless a template makes it."""

    section: str


@dataclass(frozen=True)
class Judged:
    """A condition, read as those under `when:` are."""


def marks_of(info: FieldInfo) -> Iterator[Named | Judged]:
    """Yield the marks of an argument, those of one that may be missing too."""
    inner = [getattr(one, "__metadata__", ()) for one in get_args(info.annotation)]
    for mark in (*info.metadata, *(mark for marks in inner for mark in marks)):
        if isinstance(mark, Named | Judged):
            yield mark


Team = Annotated[str, Named("teams")]
Agent = Annotated[str, Named("agents")]
Canned = Annotated[str, Named("canned")]
Service = Annotated[str, Named("services")]
Endpoint = Annotated[str, Named("endpoints")]
CustomField = Annotated[str, Named("fields")]
Condition = Annotated[Any, Judged()]
Words = Annotated[str, Field(min_length=1, max_length=3000)]  # what a section of a message takes
Span = SpanText
MOST = timedelta(days=365)  # that anything may wait
