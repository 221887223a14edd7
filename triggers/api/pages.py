"""Pages of what is listed by id: the cursor is the last id of the page before."""

from collections.abc import Sequence
from typing import Protocol

from triggers.api.problem import invalid


class Numbered(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """Its id."""


def after_of(cursor: str | None, field: str = "cursor") -> int | None:
    """Return the id that a page comes after."""
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 18:
        raise invalid(field, "This is not a cursor of this list.")
    return int(cursor)


def cursor_of(found: Sequence[Numbered], limit: int) -> str | None:
    """Return the cursor of the next page; `found` is one more than a page, if there is more."""
    return str(found[limit - 1].id) if len(found) > limit else None
