"""Units that are written in one transaction, and share what they can."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from store.ahead import Taking
from store.gathered import Gathered
from store.transaction import Notice, Transaction
from store.unit import Work

P = ParamSpec("P")
T = TypeVar("T")
Rule = Callable[[Transaction], T]
Committed = Callable[[int, float], object]  # told of units: how many, and the seconds it took


class Undone(Exception):
    """Units were rolled back, for whatever reason: they have to be written one by one."""


def uncounted(units: int, seconds: float) -> None:
    """Tell nobody what was committed."""


def bound(
    rule: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> Rule[T]:
    """Return a rule with its arguments; what it is known to take stays known."""

    def unit(tx: Transaction) -> T:
        return rule(tx, *args, **kwargs)

    return Taking(unit, rule.coming) if isinstance(rule, Taking) else unit


def write_together(
    connection: Connection,
    units: Sequence[Rule[Any]],
    now: Callable[[], datetime],
    notice: Notice | None,
) -> tuple[list[Any], set[Work]]:
    """Run units one after the other; what they gather is sent once, after the last.

    Return their results, and what is to be woken. When one fails, none of them may be committed.
    """
    gathered, kicked = Gathered(), set[Work]()
    results: list[Any] = []
    coming = [unit.coming for unit in units if isinstance(unit, Taking)]
    Transaction(connection, now(), gathered=gathered).expect(coming)
    for unit in units:
        tx = Transaction(connection, now(), notice, gathered)
        results.append(unit(tx))
        tx.end()
        kicked |= tx.kicked
    last = Transaction(connection, now(), gathered=gathered)
    last.flush()
    return results, kicked | last.kicked
