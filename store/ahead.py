"""Reading ahead: what is asked for one by one is read with one statement, at the first question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Coming:
    """A message that a unit will take: what it asks first is read for a whole group at once."""

    channel: str
    ts: str
    user: str
    since: datetime | None = None  # when a thread must have been heard of last, to be joined
    opens: bool = False  # a thread, unless it turns out to be noise


@dataclass(frozen=True, slots=True)
class Taking(Generic[T]):
    """A rule of which it is known which message it takes."""

    rule: Callable[..., T]
    coming: Coming

    def __call__(self, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401 - those of the rule
        """Run the rule."""
        return self.rule(*args, **kwargs)


class Ahead(Generic[K, T]):
    """What a unit knows by id; `expect` says what else will be asked for."""

    def __init__(self, read: Callable[[Sequence[K]], Mapping[K, T]]) -> None:
        self._read = read
        self._expected: set[K] = set()
        self._known: dict[K, T | None] = {}

    def expect(self, ids: Iterable[K]) -> None:
        """Read these too when the first of them is asked for."""
        self._expected |= set(ids)

    def __contains__(self, one: K) -> bool:
        return one in self._known

    def get(self, one: K) -> T | None:
        """Return what is known by an id."""
        if one not in self._known:
            wanted = list({one, *self._expected} - self._known.keys())
            self._expected = set()
            self._known |= {**dict.fromkeys(wanted), **self._read(wanted)}
        return self._known[one]

    def keep(self, one: K, what: T) -> None:
        """Know what was just written."""
        self._known[one] = what

    def forget(self, *changed: K) -> None:
        """Read these again: they changed."""
        for one in changed:
            self._known.pop(one, None)

    def forget_where(self, changed: Callable[[K], bool]) -> None:
        """Read those again that changed."""
        self.forget(*filter(changed, list(self._known)))

    def forget_all(self) -> None:
        """Read everything again."""
        self._known = {}
