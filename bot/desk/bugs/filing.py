"""Filing a report: people are called, the issue is made, the thread stays with who has it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.bugs.attached import dropped, take_files
from bot.desk.bugs.fields import OF_AGENTS, Words, missing
from bot.desk.bugs.known import known, named
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.escalating import Escalation, escalate
from bot.desk.fields import shown_fields
from bot.desk.paging.paths import team_of
from bot.desk.redaction.words import clean_text
from bot.desk.room import say, tell_room
from bot.desk.threads import assign, locked, note, unresolved
from bot.desk.tracking.attaching import attach
from bot.desk.tracking.filing import file as file_issue
from bot.desk.tracking.report import Report, configured
from bot.desk.tracking.telling import comment, issue_of, readable
from bot.errors import Refused
from bot.views import bug as views
from store.agents import Agent
from store.bug_reports import BugReport, BugReports, Part
from store.threads import Severity, Thread
from store.transaction import Transaction

URGENT = (Severity.SEV1, Severity.SEV2)


class Lacking(Refused):
    """A report lacks something, and nobody said why it has to go without."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__("This is missing: " + ", ".join(views.LABELS[one] for one in parts))
        self.parts = parts


def file(tx: Transaction, desk: Desk, thread_id: int, agent: Agent, anyway: str = "") -> Thread:
    """File the report of a thread; one that lacks something only when it is said why.

    Any agent may say so, and it stands in the report: at night no lead is there to be asked.
    """
    thread, by = unresolved(locked(tx, thread_id)), By.agent(agent)
    reports = BugReports(tx)
    report = reports.of(thread.id)
    said = {part: clean_text(words) for part, words in known(tx, desk, thread, report).items()}
    lacking = missing(said)
    if lacking and not anyway.strip():
        raise Lacking(lacking)
    if thread.assignee_id is None:
        thread = assign(tx, desk, thread.id, agent, by)
    sections = _sections(tx, desk, thread, said, report)
    if lacking:
        sections.append(("Lacking", f"{views.names(lacking)}. {clean_text(anyway)}"))
    kept = [list(one) for one in sections]
    reports.save(replace(report, filed_at=tx.now, filed_by=by.actor, filed=kept))
    note(tx, thread, "reported", by, after={"lacking": lacking, "because": anyway or None})
    news = [one for one in sections if list(one) not in (report.filed or ())]
    _show(tx, desk, thread, news, again=report.filed is not None, by=by)
    thread = _told(tx, desk, thread, said, sections, by)
    _bring_files(tx, desk, thread, report)
    if report.filed is not None and news:
        _add_to_issue(tx, desk, thread, news, agent)
    return thread


def _bring_files(tx: Transaction, desk: Desk, thread: Thread, report: BugReport) -> None:
    """Put what the customer sent beside the issue; what they dropped elsewhere is cleaned first."""
    for file in report.files:
        if "file" in file:  # those of an earlier version have none
            attach(tx, thread, file["name"], file["file"])
    take_files(tx, desk, thread, dropped(tx, thread))


def _show(
    tx: Transaction,
    desk: Desk,
    thread: Thread,
    sections: Sequence[tuple[str, str]],
    *,
    again: bool,
    by: By,
) -> None:
    """Show a report to the room; of one that was filed before only what is new in it."""
    if not sections:
        say(tx, desk, thread, views.filed_again(by.name))
        return
    title = views.NEWS if again else views.REPORT
    shown = {"name": by.name, "title": title, "answers": sections, "removed": False}
    tell_room(tx, desk, thread, f"report:{tx.now.isoformat()}", answers=shown)


def _add_to_issue(
    tx: Transaction, desk: Desk, thread: Thread, news: Sequence[tuple[str, str]], agent: Agent
) -> None:
    """Let engineering read what is new where it reads the rest; an issue of now has all of it."""
    link = issue_of(tx, thread)
    if link is None or link.linked_at == tx.now:
        return
    shown = readable(desk, link, news)
    if not shown:
        return
    text = "\n\n".join(f"{heading}: {words}" for heading, words in shown)
    try:
        comment(tx, desk, thread.id, agent, text, f"report:{tx.now.isoformat()}")
    except Refused as refused:  # the report is filed all the same
        say(tx, desk, thread, views.not_added(str(refused)))


def _told(
    tx: Transaction,
    desk: Desk,
    thread: Thread,
    said: Words,
    sections: Sequence[tuple[str, str]],
    by: By,
) -> Thread:
    """Call whom the severity says, and file the issue where there is a tracker."""
    title = said.get(Part.summary) or thread.title
    graded = Severity(said[Part.severity]) if said.get(Part.severity) else None
    why = f"{title}\n{said.get(Part.wanted, '')}".strip()
    wanted = Escalation(None, why, graded, urgent=graded in URGENT)
    thread = escalate(tx, desk, thread.id, wanted, by)
    if configured(desk):
        team = team_of(tx, thread)
        file_issue(tx, desk, thread, Report(title, sections, team.key if team else None), by)
    return thread


def _sections(
    tx: Transaction, desk: Desk, thread: Thread, said: Words, report: BugReport
) -> list[tuple[str, str]]:
    told = [line for one in report.files for line in one["told"]]
    files = [str(one["name"]) for one in (*report.files, *dropped(tx, thread))]
    order = [*OF_AGENTS[1:], Part.account, Part.browser, Part.os]
    return [
        ("Customer", named(tx, desk, thread) or "unknown"),
        *((views.HEADINGS[part], said[part]) for part in order if said.get(part, "").strip()),
        *shown_fields(tx, desk, thread.id),
        *([("Failures", "\n".join(told))] if told else []),
        *([("Files", views.files_of(files))] if files else []),
    ]
