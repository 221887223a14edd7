"""Reading ahead: what is asked for one by one is read with one statement, at the first question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """What a unit knows by id; `expect` says what else will be asked for."""

    def __init__(self, read: Callable[[Sequence[int]], Mapping[int, T]]) -> None:
        self._read = read
        self._expected: set[int] = set()
        self._known: dict[int, T | None] = {}

    def expect(self, ids: Iterable[int]) -> None:
        """Read these too when the first of them is asked for."""
        self._expected |= set(ids)

    def __contains__(self, one: int) -> bool:
        return one in self._known

    def get(self, one: int) -> T | None:
        """Return what is known by an id."""
        if one not in self._known:
            wanted = sorted({one, *self._expected} - self._known.keys())
            self._expected = set()
            self._known |= {**dict.fromkeys(wanted), **self._read(wanted)}
        return self._known[one]

    def keep(self, one: int, what: T) -> None:
        """Know what was just written."""
        self._known[one] = what

    def forget(self, one: int) -> None:
        """Read this one again: it changed."""
        self._known.pop(one, None)

    def forget_all(self) -> None:
        """Read everything again."""
        self._known = {}
