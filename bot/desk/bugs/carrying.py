"""Carrying a report over: threads that become one have one report, and one form at most."""

from dataclasses import replace

from bot.desk.bugs.asking import end_form
from store.bug_reports import BugReport, BugReports
from store.threads import Thread
from store.transaction import Transaction


def carry(tx: Transaction, source: Thread, target: Thread) -> None:
    """Give a thread the report of one that is merged into it; what it says itself counts more."""
    reports = BugReports(tx)
    theirs, ours = reports.of(source.id), reports.of(target.id)
    if not _is_begun(theirs):
        return
    if ours.form is not None:
        end_form(tx, theirs)
    reports.save(_together(theirs, ours))
    reports.save(replace(theirs, form=None))


def _together(theirs: BugReport, ours: BugReport) -> BugReport:
    filed = ours if ours.filed_at is not None else theirs
    return BugReport(
        ours.thread_id,
        {**theirs.written, **ours.written},
        {**theirs.answered, **ours.answered},
        [*theirs.files, *ours.files],
        max(theirs.asked, ours.asked),
        ours.answered_at or theirs.answered_at,
        filed.filed_at,
        filed.filed_by,
        ours.form or theirs.form,
        filed.filed,
    )


def _is_begun(report: BugReport) -> bool:
    return bool(
        report.written or report.answered or report.files or report.asked or report.filed_at
    )
