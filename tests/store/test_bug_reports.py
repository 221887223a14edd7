"""Reports: one row for each thread, which is empty until somebody begins it."""

from dataclasses import replace

from store.bug_reports import BugReports
from store.database import Store
from store.transaction import Transaction
from tests.store.rows import open_thread


async def test_a_report_is_kept_as_it_was_saved(store: Store) -> None:
    def rule(tx: Transaction) -> None:
        reports, thread = BugReports(tx), open_thread(tx)
        begun = replace(reports.of(thread.id), written={"system": "orders"}, asked=1, form="bug:1")
        filed = replace(begun, form=None, filed_at=tx.now, filed=[["Steps", "1. Save"]])

        for report in (begun, filed, begun):
            reports.save(report)
            assert reports.of(thread.id) == report

    await store.write(rule)
