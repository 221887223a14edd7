"""Lists and queues read through an index, however long they grow."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from store import prepared, unit
from store.arrived import Arrived
from store.database import Store
from store.deliveries import DeliveryState, Urgency
from store.escalations import EscalationState
from store.followups import FollowupState
from store.inbox import InboxState
from store.outages import Outages
from store.requests import Requests
from store.runs import RunState
from store.tallies import Tallies
from store.thread_list import UNRESOLVED, Filter, Order, Whose
from store.threads import Status
from store.transaction import Transaction

LONG = {"threads", "messages", "timeline", "inbox", "deliveries", "followups", "labels"} | {
    "delivery_attempts",
    "thread_fields",
    "thread_followers",
    "runs",
    "run_steps",
    "occurrences",
    "counted_requests",
    "request_counts",
    "sla_clocks",
    "escalations",
    "pages",
}
CURSOR = "WzAuMCwgMTA1MF0="
BUSY = Filter(assignee=Whose.nobody, statuses=(Status.new, Status.open))


@pytest.fixture(autouse=True)
def seen_by_sqlalchemy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit, "execute", prepared.through_sqlalchemy)


def page(wanted: Filter, order: Order, cursor: str | None, tx: Transaction) -> None:
    tx.thread_list.page(wanted, order, cursor)


QUERIES: dict[str, Callable[[Transaction], object]] = {
    "arrived since": lambda tx: Outages(tx).arrived("jira", 1),
    **{
        f"{name} {order} {'next' if cursor else 'first'}": partial(page, wanted, order, cursor)
        for name, wanted in {
            "unresolved": Filter(statuses=UNRESOLVED),
            "nobody's": BUSY,
            "an agent's": Filter(assignee=1),
            "a customer's": Filter(customer_id=1),
            "a team's": Filter(team_id=1),
            "labelled": Filter(label="login"),
            "found": Filter(q="hello wor"),
        }.items()
        for order in Order
        for cursor in (None, CURSOR)
    },
    "waiting": lambda tx: tx.thread_list.page(Filter(), Order.waiting, CURSOR),
    "due": lambda tx: tx.thread_list.page(Filter(due_before=tx.now), Order.due),
    "promised": lambda tx: tx.thread_list.promised(100),
    "next promise": lambda tx: tx.clocks.next_due(),
    "swept": lambda tx: tx.sweeps.unresolved(1001, 100),
    "clocks": lambda tx: tx.clocks.of(1),
    "open clocks": lambda tx: tx.clocks.open_of_many([1, 2]),
    "escalations of a thread": lambda tx: tx.escalations.of(1),
    "who has to answer": lambda tx: tx.escalations.unanswered(1),
    "open escalations": lambda tx: tx.escalations.open_after(1, 5),
    "next steps": lambda tx: tx.escalations.due(5),
    "next step": lambda tx: tx.escalations.next_due(),
    "escalations page": lambda tx: tx.escalations.page(EscalationState.ringing, 7),
    "rings again": lambda tx: tx.escalations.ring_again(1, tx.now),
    "pages": lambda tx: tx.pages.of(1),
    "page of a message": lambda tx: tx.pages.by_message("D1", "1.0"),
    "page of a delivery": lambda tx: tx.pages.by_key("key"),
    "late pages": lambda tx: tx.pages.late(5),
    "next late page": lambda tx: tx.pages.next_alarm(),
    "cards": lambda tx: tx.threads.last_cards("C1", 5),
    "of a channel": lambda tx: tx.threads.latest_in_channel("C1", tx.now),
    "by root": lambda tx: tx.threads.by_root("C1", "1.0"),
    "by card": lambda tx: tx.threads.by_card("C1", "1.0"),
    "of a contact": lambda tx: tx.threads.of_contact(1),
    "messages": lambda tx: tx.messages.of_thread(1, 5),
    "last messages": lambda tx: tx.messages.last_of_thread(1),
    "message": lambda tx: tx.messages.by_ts("C1", "1.0"),
    "replies": lambda tx: tx.messages.around("C1", "1.0"),
    "waiting messages": lambda tx: tx.messages.waiting("C1", "why"),
    "first ts": lambda tx: tx.history.first_ts("C1"),
    "last ts": lambda tx: tx.history.last_ts("C1"),
    "history": lambda tx: tx.history.since("C1", "1.0"),
    "versions": lambda tx: tx.messages.versions(1),
    "delivered": lambda tx: tx.messages.delivered("key", "1.0"),
    "moved": lambda tx: tx.messages.move_replies("C1", "1.0", 1, "opened"),
    "entries": lambda tx: tx.timeline.of(1, 5),
    "labels": lambda tx: tx.labels.of_many([1, 2]),
    "fields": lambda tx: tx.fields.of_many([1, 2]),
    "followers": lambda tx: tx.followers.of(1),
    "least loaded": lambda tx: tx.teams.least_loaded(1),
    "inbox page": lambda tx: tx.inbox.page(InboxState.parked, 7),
    "inbox due": lambda tx: tx.inbox.due(5),
    "inbox next": lambda tx: tx.inbox.next_due(),
    "inbox forget": lambda tx: tx.inbox.forget(tx.now),
    "head": lambda tx: tx.deliveries.head("slack:C1"),
    "head in any order": lambda tx: tx.deliveries.head("webhook:crm"),
    "delivery": lambda tx: tx.deliveries.by_key("key"),
    "attempts": lambda tx: tx.deliveries.attempts(1),
    "arrived forget": lambda tx: Arrived(tx).forget(tx.now),
    "dead": lambda tx: tx.deliveries.page(DeliveryState.dead, 7),
    "claim": lambda tx: tx.lanes.claim("me", timedelta(1), 5),
    "wake": lambda tx: tx.lanes.wake({"slack:C1": Urgency.page}),
    "followups of a thread": lambda tx: tx.followups.of(1),
    "promises due": lambda tx: tx.followups.due(5),
    "next followup": lambda tx: tx.followups.next_due(),
    "cancelled": lambda tx: tx.followups.cancel(1, "snooze", "nudge"),
    "what is still to do": lambda tx: tx.followups.open_of(1, ["reminder"]),
    "what somebody has to do": lambda tx: tx.followups.open_for(1, ["reminder"], 5),
    "promises page": lambda tx: tx.followups.page(FollowupState.dead, 7),
    "runs due": lambda tx: tx.runs.due(5),
    "next run": lambda tx: tx.runs.next_due(),
    "open runs": lambda tx: tx.runs.open_of(1),
    "runs of a thread": lambda tx: tx.runs.of(1),
    "runs of a workflow": lambda tx: tx.runs.last_of("triage"),
    "began on": lambda tx: tx.runs.last_began("triage", 1),
    "runs page": lambda tx: tx.runs.page(RunState.failed, 7),
    "steps": lambda tx: tx.run_steps.of(1),
    "occurrences": lambda tx: tx.occurrences.of(1),
    "inbox behind": lambda tx: tx.inbox.is_behind(5),
    "requests that fail": lambda tx: Requests(tx).at_least("errors", 29_000_000, 100, 10),
    "requests of one": lambda tx: Requests(tx).of("errors", 29_000_000, 1, "/jobs"),
    "requests forget": lambda tx: Requests(tx).forget_counted(1),
    "request counts forget": lambda tx: Requests(tx).forget_counts(1),
}


def plans_of(tx: Transaction, query: Callable[[Transaction], object]) -> list[str]:
    """Return the steps of the plans of every statement a query sends."""
    explain = "EXPLAIN QUERY PLAN" if tx.connection.dialect.name == "sqlite" else "EXPLAIN"
    if explain == "EXPLAIN":
        tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    steps: list[str] = []

    def note(_: Any, cursor: Any, statement: str, values: Any, *__: object) -> None:
        cursor.execute(f"{explain} {statement}", values)
        steps.extend(str(row[-1]).strip() for row in cursor.fetchall())

    event.listen(tx.connection, "before_cursor_execute", note)
    query(tx)
    event.remove(tx.connection, "before_cursor_execute", note)
    return steps


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sqlite_reads_no_long_table_from_end_to_end(store: Store) -> None:
    for name, query in QUERIES.items():
        steps = await store.write(plans_of, query)

        scans = [step for step in steps if step.startswith("SCAN") and step.split()[1] in LONG]
        assert not scans, (name, steps)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (lambda tx: Tallies(tx).waiting(), "ix_inbox_waiting"),
        (QUERIES["inbox forget"], "ix_inbox_received_at"),
        (QUERIES["arrived forget"], "ix_deliveries_created_at"),
        (QUERIES["waiting"], "ix_threads_waiting_since_id"),
        (QUERIES["unresolved waiting first"], "ix_threads_waiting_since_id"),
        (QUERIES["nobody's waiting next"], "ix_threads_waiting_since_id"),
        (QUERIES["nobody's due first"], "ix_threads_promise_due_at_id"),
        (QUERIES["an agent's waiting first"], "ix_threads_assignee_id_status_id"),
        (lambda tx: tx.lanes.rouse(), "ix_deliveries_lane_waiting"),
        (QUERIES["arrived since"], "delivery_attempts USING INTEGER PRIMARY KEY (rowid>?)"),
        (QUERIES["runs due"], "ix_runs_due_at"),
        (QUERIES["runs due"], "ix_runs_thread_id_id"),
        (QUERIES["next run"], "ix_runs_due_at"),
        (QUERIES["open runs"], "ix_runs_thread_id_id"),
    ],
    ids=[
        "tallies",
        "inbox forget",
        "arrived forget",
        "waiting",
        "unresolved",
        "nobody's",
        "due",
        "an agent's",
        "rouse",
        "arrived since",
        "runs due",
        "heads of threads",
        "next run",
        "open runs",
    ],
)
async def test_sqlite_takes_the_index_that_stays_short(
    store: Store, query: Callable[[Transaction], object], index: str
) -> None:
    assert index in " ".join(await store.write(plans_of, query))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_can_read_no_long_table_from_end_to_end(store: Store) -> None:
    for name, query in QUERIES.items():
        steps = await store.write(plans_of, query)

        scans = [step for step in steps if "Seq Scan" in step]
        assert not scans, (name, steps)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_searches_in_the_text_index(store: Store) -> None:
    steps = await store.write(plans_of, QUERIES["found newest first"])

    assert "ix_messages_search" in " ".join(steps)
