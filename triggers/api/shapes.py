"""What requests and answers of the API have in common."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

MOST = 200  # entries of a page


class Answer(BaseModel):
    """Something we answer, drawn from a row by the names of its fields; more may be added later."""

    model_config = ConfigDict(
        frozen=True, from_attributes=True, populate_by_name=True, defer_build=True
    )


class Given(BaseModel):
    """Something a caller gives us; a field we do not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Nothing(Given):
    """No parameters."""


def _printable(text: str) -> str:
    if "\x00" in text:  # PostgreSQL cannot keep it
        raise ValueError("a NUL character is not text")
    return text


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range") from None


def _ref(thread: object) -> object:
    return f"T-{thread}" if isinstance(thread, int) else thread


Text = Annotated[str, AfterValidator(_printable)]
Word = Annotated[Text, Field(min_length=1, max_length=100)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[
    Text, Field(max_length=200, description="The `cursor` of the page before; leave it out first.")
]
Ref = Annotated[str, BeforeValidator(_ref)]  # of a thread, as people say it
UtcTime = Annotated[AwareDatetime, AfterValidator(_utc)]


class Paged(Given):
    """Which page of a list."""

    cursor: Cursor | None = None
    limit: Limit = 50


class ByAgent(Given):
    """An act in the name of an agent."""

    agent: Word = Field(description="The agent's key in bellhop.yml.")


class ByAnyone(Given):
    """An act by the API itself, unless an agent is named."""

    agent: Word | None = Field(default=None, description="An agent's key in bellhop.yml.")
