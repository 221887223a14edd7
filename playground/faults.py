"""Troubles a test can ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from playground.errors import Json

Kind = Literal["ratelimited", "error", "status", "timeout", "reset", "lost"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call."""

    kind: Kind
    word: str = ""
    status_code: int = 200
    seconds: float = 0

    @classmethod
    def ratelimited(cls, retry_after: float = 30) -> "Fault":
        return cls("ratelimited", "ratelimited", 429, retry_after)

    @classmethod
    def error(cls, error: str) -> "Fault":
        return cls("error", error)

    @classmethod
    def status(cls, code: int) -> "Fault":
        return cls("status", status_code=code)

    @classmethod
    def timeout(cls, seconds: float) -> "Fault":
        """No answer for so long, then the connection is dropped; the call has no effect."""
        return cls("timeout", seconds=seconds)

    @classmethod
    def reset(cls) -> "Fault":
        """The connection is reset before the call has any effect."""
        return cls("reset")

    @classmethod
    def lost(cls, seconds: float = 0) -> "Fault":
        """The call succeeds, but its answer is lost: so long after it the connection is dropped."""
        return cls("lost", seconds=seconds)


@dataclass(slots=True)
class Plan:
    """A fault that waits for its call."""

    method: str
    fault: Fault
    times: int
    where: Mapping[str, object]


# what goes wrong with a call, by its method and arguments; None: nothing
Judge = Callable[[str, Json], Fault | None]


class Faults:
    """The faults still to come, first come first served; the `judge` is asked about all others."""

    def __init__(self) -> None:
        self._plans: list[Plan] = []
        self.judge: Judge = lambda _method, _args: None

    def add(self, plan: Plan) -> None:
        self._plans.append(plan)

    def next_for(self, method: str, args: Json) -> Fault | None:
        for plan in self._plans:
            if plan.method == method and plan.where.items() <= args.items():
                plan.times -= 1
                if plan.times == 0:
                    self._plans.remove(plan)
                return plan.fault
        return self.judge(method, args)
