"""Failing: how a step that cannot do what it is for says so."""

from bot.errors import Refused
from bot.workflows.at import Category, Outcome, StepFailed
from bot.workflows.language.conditions import Mismatch
from bot.workflows.language.facts import Absent
from bot.workflows.language.templates import Broken, Nothing, Unfilled

CANNOT = (StepFailed, Absent, Mismatch, Broken, Unfilled)


class StepBroke(Exception):
    """A change was begun and failed: what the transaction wrote has to be undone."""

    def __init__(self, run_id: int, error: Exception) -> None:
        super().__init__(str(error))
        self.run_id = run_id
        self.error = error


def refuse(error: Exception) -> Outcome:
    """Fail with what broke the transaction before."""
    if isinstance(error, StepFailed):
        raise error
    if isinstance(error, Refused):
        raise StepFailed(str(error), Category.complexity)
    raise StepFailed(f"{type(error).__name__}: {error}"[:300])


def failure(error: Exception) -> StepFailed:
    """Return an error of a condition or a template as one of its step."""
    if isinstance(error, StepFailed):
        return error
    missing = isinstance(error, Absent | Unfilled | Nothing)
    return StepFailed(str(error), Category.missing_data if missing else Category.system_error)
