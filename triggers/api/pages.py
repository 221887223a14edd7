"""Pages of what is listed by id: the cursor is the last id of the page before."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, Self, TypeVar

from pydantic import Field

from triggers.api.problem import invalid
from triggers.api.shapes import Answer, Cursor

V = TypeVar("V")


class Numbered(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """Its id."""


N = TypeVar("N", bound=Numbered)


def after_of(cursor: str | None, field: str = "cursor") -> int | None:
    """Return the id that a page comes after."""
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 18:
        raise invalid(field, "This is not a cursor of this list.")
    return int(cursor)


class Page(Answer, Generic[V]):
    """Some of a list."""

    items: list[V]
    cursor: Cursor | None = Field(description="Of the page after this one; null on the last.")

    @classmethod
    def of(cls, found: Sequence[N], limit: int, view: Callable[[N], V]) -> Self:
        """Return a page as it is shown; `found` is one more than a page, if there is more."""
        cursor = str(found[limit - 1].id) if len(found) > limit else None
        return cls(items=[view(one) for one in found[:limit]], cursor=cursor)
