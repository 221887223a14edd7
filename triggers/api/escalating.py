"""Escalating a thread."""

from typing import Annotated

from pydantic import Field

from bot.desk.desk import Desk
from bot.desk.escalating import Escalation, escalate
from bot.desk.paging.paths import known_paths
from store.threads import Severity, Thread
from store.transaction import Transaction
from triggers.api.acting import by_of
from triggers.api.actions import changes
from triggers.api.problem import invalid
from triggers.api.shapes import ByAnyone, Text, Word


class Escalate(ByAnyone):
    """Whom to call, and why: a team, a path of bellhop.yml, or as the severity says."""

    team: Word | None = Field(default=None, description="Its key; the thread goes to it.")
    path: Word | None = Field(default=None, description="null: the team's, or the severity's.")
    why: Annotated[Text, Field(min_length=1, max_length=1000)]
    severity: Severity | None = Field(default=None, description="null: as it is.")


def _escalate(tx: Transaction, desk: Desk, thread: Thread, given: Escalate) -> Thread:
    if given.team is not None and given.team not in desk.config.teams:
        raise invalid("team", f"There is no team {given.team} in bellhop.yml.")
    if given.path is not None and given.path not in known_paths(desk):
        raise invalid("path", f"There is no path {given.path} in bellhop.yml.")
    wanted = Escalation(given.team, given.why, given.severity, given.path)
    return escalate(tx, desk, thread.id, wanted, by_of(tx, given.agent))


escalated = changes(_escalate)
