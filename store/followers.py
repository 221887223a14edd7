"""Followers: agents who want to hear what happens to a thread that is not theirs."""

from collections.abc import Sequence

from sqlalchemy import Column, ForeignKey, Table, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from store.agents import Agent, agents
from store.schema import metadata
from store.unit import Rows, Unit

followers = Table(
    "thread_followers",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("slack_user", Text, primary_key=True),
)

_of = (
    select(*agents.c)
    .join(followers, followers.c.slack_user == agents.c.slack_user)
    .where(followers.c.thread_id == bindparam("thread"), agents.c.active)
    .order_by(agents.c.key)
)
_of_many = (
    select(followers.c.thread_id, *agents.c)
    .join(followers, followers.c.slack_user == agents.c.slack_user)
    .where(followers.c.thread_id.in_(bindparam("threads", expanding=True)), agents.c.active)
    .order_by(agents.c.key)
)
_add = insert(followers).on_conflict_do_nothing().returning(followers.c.thread_id)
_remove = (
    delete(followers)
    .where(
        followers.c.thread_id == bindparam("thread"), followers.c.slack_user == bindparam("user")
    )
    .returning(followers.c.thread_id)
)


class Followers(Rows):
    """The queries about followers; who is no agent any more hears nothing."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._ahead = self.shared("ahead", self._of, agents)

    def of(self, thread_id: int) -> list[Agent]:
        """Return the active agents who follow a thread, by key."""
        self._ahead.expect(self.unit.gathered.threads)
        return list(self._ahead.get(thread_id) or ())

    def add(self, thread_id: int, slack_user: str) -> bool:
        """Let somebody follow a thread; False when they do already."""
        self._ahead.forget(thread_id)
        row = {"thread_id": thread_id, "slack_user": slack_user}
        return self.sql(_add, row).first() is not None

    def remove(self, thread_id: int, slack_user: str) -> bool:
        """Let somebody follow a thread no more; False when they did not."""
        self._ahead.forget(thread_id)
        return self.sql(_remove, {"thread": thread_id, "user": slack_user}).first() is not None

    def _of(self, thread_ids: Sequence[int]) -> dict[int, list[Agent]]:
        if len(thread_ids) == 1:  # a list has to be filled in anew each time
            return {thread_ids[0]: self.many(Agent, _of, {"thread": thread_ids[0]})}
        found: dict[int, list[Agent]] = {thread_id: [] for thread_id in thread_ids}
        for thread_id, *columns in self.sql(_of_many, {"threads": thread_ids}):
            found[thread_id].append(Agent(*columns))
        return found
