"""Marks on the arguments of steps: what a text names, and what is a condition."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from bot.config.span import SpanText


@dataclass(frozen=True)
class Named:
    """A name that has to be in this section of bellhop.yml, unless a template makes it."""

    section: str


@dataclass(frozen=True)
class Judged:
    """A condition, read as those under `when:` are."""


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
