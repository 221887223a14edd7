"""The schema: records mirror tables, migrations build what the code declares, whole or not at all."""

import asyncio
import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store.agents import Agent, agents
from store.bug_reports import BugReport, bug_reports
from store.channels import Channel, channels
from store.clocks import Clock, clocks
from store.closings import Closing, closings
from store.contacts import Contact, contacts
from store.customers import Customer, customers
from store.database import Store, open_store
from store.deliveries import Attempt, Delivery, attempts, deliveries
from store.episodes import Episode, episodes
from store.error_rates import ErrorRate, error_rates
from store.escalations import Escalation, escalations
from store.followups import Followup, followups
from store.inbox import InboxRow, inbox
from store.incident_record import Entry as IncidentEntry
from store.incident_record import Message as IncidentMessage
from store.incident_record import incident_entries, incident_messages
from store.incident_roles import Held, incident_roles
from store.incident_threads import Affected, incident_threads
from store.incidents import Incident, incidents
from store.jobs import Job, jobs
from store.lanes import Lane, lanes
from store.link_comments import LinkComment, link_comments
from store.links import Link, links
from store.message_versions import Version, versions
from store.messages import Message, messages
from store.migrate import migrate, pending, revisions
from store.occurrences import Occurrence, occurrences
from store.pages import Page, pages
from store.requests import RequestCount, counts
from store.run_steps import Step, run_steps
from store.runs import Run, runs
from store.schedules import Schedule, schedules
from store.schema import metadata
from store.standings import Standing, standings
from store.surveys import Survey, surveys
from store.sweeps import Sweep, sweeps
from store.teams import Team, teams
from store.threads import Thread, threads
from store.timeline import Entry, timeline
from store.transaction import Transaction
from store.trigger_rules import TriggerRule, trigger_rules
from store.upgrade import config
from store.webhooks import Webhook, webhooks
from store.workflows import Switch, WorkflowFile, WorkflowSet, files, sets, switches
from tests.fakes import FakeClock

RECORDS: list[tuple[type, Table]] = [
    (Agent, agents),
    (Attempt, attempts),
    (Channel, channels),
    (Clock, clocks),
    (Contact, contacts),
    (Customer, customers),
    (Delivery, deliveries),
    (Entry, timeline),
    (BugReport, bug_reports),
    (Closing, closings),
    (ErrorRate, error_rates),
    (RequestCount, counts),
    (Followup, followups),
    (InboxRow, inbox),
    (Incident, incidents),
    (IncidentEntry, incident_entries),
    (IncidentMessage, incident_messages),
    (Held, incident_roles),
    (Affected, incident_threads),
    (Job, jobs),
    (Lane, lanes),
    (Link, links),
    (LinkComment, link_comments),
    (Message, messages),
    (Occurrence, occurrences),
    (Run, runs),
    (Standing, standings),
    (Step, run_steps),
    (Survey, surveys),
    (Schedule, schedules),
    (Sweep, sweeps),
    (Webhook, webhooks),
    (Episode, episodes),
    (Escalation, escalations),
    (Page, pages),
    (TriggerRule, trigger_rules),
    (Switch, switches),
    (Team, teams),
    (Thread, threads),
    (Version, versions),
    (WorkflowFile, files),
    (WorkflowSet, sets),
]
NO_RECORD = {
    "counted_requests",
    "customer_domains",
    "labels",
    "linked_threads",
    "memberships",
    "product_accounts",
    "product_customers",
    "product_features",
    "product_people",
    "product_sources",
    "quotas",
    "thread_fields",
    "thread_followers",
    "workflow_tallies",
}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SCRIPTS = ScriptDirectory.from_config(config())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


@pytest.fixture
def empty_url(database_url: str) -> str:
    """A database without any table."""
    path = Path(database_url.removeprefix("sqlite+aiosqlite:///"))
    if path.exists():
        path.unlink()
    else:
        asyncio.run(_sql(database_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"))
    return database_url


async def _sql(url: str, *statements: str) -> None:
    async with create_async_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


@pytest.mark.parametrize(("record", "table"), RECORDS, ids=lambda x: getattr(x, "name", ""))
def test_a_record_has_the_columns_of_its_table_in_their_order(record: type, table: Table) -> None:
    own = [field.name for field in dataclasses.fields(record) if not field.kw_only]  # not joined

    assert own == list(table.c.keys())


def test_every_table_has_a_record_or_says_why_not() -> None:
    assert {table.name for _, table in RECORDS} | NO_RECORD == set(metadata.tables)


async def test_the_migrated_schema_is_the_declared_one(store: Store) -> None:
    def differences(tx: Transaction) -> list[object]:
        connection: Connection = tx.connection
        options = {"include_object": ours, "compare_type": True}
        return list(
            compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        )

    def ours(_: object, name: str, kind: str, *__: object) -> bool:
        foreign = name.startswith(("pgqueuer", "messages_fts", "sqlite_", "alembic_"))
        return not foreign and name != "ix_messages_search"

    assert await store.read(differences) == []


def test_the_files_of_the_migrations_are_numbered_in_their_order() -> None:
    assert revisions() == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_earlier_revision_comes_up_to_date(empty_url: str, revision: str) -> None:
    await migrate(empty_url, revision)
    assert await pending(empty_url) == (None if revision == REVISIONS[-1] else REVISIONS[-1])

    await migrate(empty_url)
    await migrate(empty_url)
    assert await pending(empty_url) is None


async def test_what_the_ground_floor_kept_is_kept(empty_url: str) -> None:
    await migrate(empty_url, "0001")
    await _sql(
        empty_url,
        "INSERT INTO agents (id, key, slack_user, role, name, active)"
        " VALUES (1, 'ada', 'U0ADA', 'agent', 'Ada', true)",
        "INSERT INTO teams (id, key, channel) VALUES (1, 'support', 'C0TRIAGE')",
        "INSERT INTO threads (channel, root_ts, title, status, priority, opened_at,"
        " last_message_at, last_author, has_replies, assignee_id)"
        " VALUES ('C0ACME', '1.0', 'It broke', 'open', 'normal', '2026-03-02 09:00:00',"
        " '2026-03-02 09:00:00', 'U0CAROL', false, 1)",
    )
    await migrate(empty_url)

    store = open_store(empty_url, FakeClock().now)
    await store.start()
    agent, team = await store.read(lambda tx: (tx.agents.by_key("ada"), tx.teams.by_key("support")))
    [thread] = await store.read(lambda tx: tx.threads.latest_in_channel("C0ACME", LONG_AGO))
    await store.stop()
    assert agent is not None
    assert agent.available
    assert team is not None
    assert team.turn is None
    assert (thread.assignee_id, thread.assigned_at, thread.human_asked_at) == (1, None, None)


async def test_a_database_without_tables_needs_the_newest_revision(empty_url: str) -> None:
    assert await pending(empty_url) == REVISIONS[-1]


async def test_replicas_that_start_together_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(3)))

    assert await pending(empty_url) is None


async def test_a_migration_that_fails_leaves_nothing(empty_url: str) -> None:
    await _sql(empty_url, "CREATE TABLE followups (in_the_way TEXT)")
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty_url)

    assert await pending(empty_url) == REVISIONS[-1]
    await _sql(empty_url, "DROP TABLE followups")
    await migrate(empty_url)
    assert await pending(empty_url) is None
