"""What reports count: one narrow row for each thread or score of a period."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from store.agents import agents
from store.clocks import ClockState, Target, clocks
from store.closings import closings
from store.customers import customers
from store.surveys import surveys
from store.threads import Resolution, threads
from store.unit import Rows


class Opened(NamedTuple):
    """A thread that was opened, and when it had its first answer."""

    customer: str | None
    agent: str | None
    opened_at: datetime
    first_response_at: datetime | None


class Ended(NamedTuple):
    """A thread that was resolved, and what was the matter."""

    customer: str | None
    agent: str | None
    category: str | None


class Kept(NamedTuple):
    """A promise that was kept, or was not."""

    customer: str | None
    agent: str | None
    policy: str
    target: Target
    breached_at: datetime | None


class Score(NamedTuple):
    """What a customer gave for an answer."""

    customer: str | None
    agent: str | None
    score: int


_names = (customers.c.name, agents.c.name.label("agent"))
_with_names = threads.outerjoin(customers, customers.c.id == threads.c.customer_id).outerjoin(
    agents, agents.c.id == threads.c.assignee_id
)
_asked = threads.c.resolution.is_distinct_from(
    Resolution.not_a_request
) & threads.c.merged_into.is_(None)
_opened = (
    select(*_names, threads.c.opened_at, threads.c.first_response_at)
    .select_from(_with_names)
    .where(threads.c.opened_at >= bindparam("since"), threads.c.opened_at < bindparam("until"))
    .where(_asked)
)
_ended = (
    select(*_names, closings.c.category)
    .select_from(_with_names.outerjoin(closings, closings.c.thread_id == threads.c.id))
    .where(threads.c.resolved_at >= bindparam("since"), threads.c.resolved_at < bindparam("until"))
    .where(_asked)
)
_scores = (
    select(*_names, surveys.c.score)
    .select_from(_with_names.join(surveys, surveys.c.thread_id == threads.c.id))
    .where(surveys.c.answered_at >= bindparam("since"), surveys.c.answered_at < bindparam("until"))
    .where(surveys.c.score.is_not(None))
)
# late counts when it became so, whatever happened then
_told_at = func.coalesce(clocks.c.breached_at, clocks.c.ended_at)
_kept = (
    select(*_names, clocks.c.policy, clocks.c.target, clocks.c.breached_at)
    .select_from(_with_names.join(clocks, clocks.c.thread_id == threads.c.id))
    .where(_told_at >= bindparam("since"), _told_at < bindparam("until"))
    .where(clocks.c.breached_at.is_not(None) | (clocks.c.state == ClockState.met))
    .where(_asked)
)


class Reports(Rows):
    """The queries of reports; they read every thread once, and leave out what was no request."""

    def opened(self, since: datetime, until: datetime) -> Iterator[Opened]:
        """Yield the threads opened in a period."""
        return (Opened(*row) for row in self.sql(_opened, {"since": since, "until": until}))

    def ended(self, since: datetime, until: datetime) -> Iterator[Ended]:
        """Yield the threads resolved in a period."""
        return (Ended(*row) for row in self.sql(_ended, {"since": since, "until": until}))

    def kept(self, since: datetime, until: datetime) -> Iterator[Kept]:
        """Yield the promises that were kept or broken in a period."""
        return (Kept(*row) for row in self.sql(_kept, {"since": since, "until": until}))

    def scores(self, since: datetime, until: datetime) -> Iterator[Score]:
        """Yield the scores given in a period."""
        return (Score(*row) for row in self.sql(_scores, {"since": since, "until": until}))
