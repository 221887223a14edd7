"""Asking the customer for what a report lacks: a form in the thread, answered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.desk.asking import Answered, close_question, take_answer
from bot.desk.bugs.attached import take_files
from bot.desk.bugs.fields import OF_CUSTOMERS
from bot.desk.bugs.known import known
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.humans import is_concerned
from bot.desk.merged import held_end
from bot.desk.people import Person, name_of
from bot.desk.redaction.words import clean_text
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.threads import locked, note, unresolved
from bot.errors import Refused
from bot.views import ask as questions
from bot.views import bug as views
from bot.views import ids
from bot.views.customer import Offer
from store.bug_reports import BugReport, BugReports, Part
from store.threads import Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Given:
    """What a customer filled in: words by field, and files as Slack describes them."""

    words: Mapping[Part, str]
    when: int | None = None
    files: Sequence[Mapping[str, Any]] = ()


def keep(tx: Transaction, thread_id: int, written: Mapping[Part, str]) -> BugReport:
    """Keep what an agent changed in a report, until it is filed."""
    reports, thread = BugReports(tx), locked(tx, thread_id)
    before = reports.of(thread.id)
    fresh = {part.value: words for part, words in written.items()}
    after = replace(before, written={**before.written, **fresh})
    reports.save(after)
    return after


def ask(tx: Transaction, desk: Desk, thread_id: int, by: By) -> BugReport:
    """Put a form to the customer; one that was asked before is over."""
    reports, thread = BugReports(tx), unresolved(locked(tx, thread_id))
    report = reports.of(thread.id)
    end_form(tx, report)
    key = f"bug:{thread.id}:{report.asked + 1}"
    asked = replace(report, asked=report.asked + 1, answered_at=None, form=key)
    reports.save(asked)
    offers = [Offer(views.FILL_IN, ids.BUG_FORM, key)]
    answer = Reply(thread.id, views.ASKED, key, offers)
    asker = By(by.actor, f"{by.name} asks for details")
    reply_as_bellhop(tx, desk, answer, asker, awaits_answer=True)
    note(tx, thread, "details_asked", by)
    return asked


def end_form(tx: Transaction, report: BugReport) -> None:
    """Say under the question that it is over, where one still waits."""
    if report.form is not None:
        close_question(tx, report.form, questions.OVER)


def open_form(
    tx: Transaction, desk: Desk, key: str, person: Person
) -> tuple[Thread, Sequence[Part]]:
    """Return the thread of a form and what it asks for; Refused for others, and when it is over."""
    thread, report = _waiting(tx, key, person)
    said = known(tx, desk, thread, replace(report, answered={}))
    told = (Part.url, Part.when)  # the rest an agent has guessed, if at all
    return thread, [one for one in OF_CUSTOMERS if not (one in told and said.get(one))]


def take(tx: Transaction, desk: Desk, key: str, given: Given, person: Person) -> None:
    """Take what the customer filled in: to the report, without secrets, and to the room."""
    thread, report = _waiting(tx, key, person)
    said = {part: words for part, words in given.words.items() if words}
    if given.when is not None:
        said[Part.when] = f"{datetime.fromtimestamp(given.when, UTC):%Y-%m-%d %H:%M} UTC"
    safe = {part: clean_text(words) for part, words in said.items()}
    answered = {**report.answered, **{part.value: words for part, words in safe.items()}}
    BugReports(tx).save(replace(report, answered=answered, answered_at=tx.now, form=None))
    name = name_of(tx, person.user)
    close_question(tx, key, questions.answered_by(name))
    rows = [(views.LABELS[part], words) for part, words in safe.items()]
    shown = {"name": name, "title": views.FORM_TITLE, "answers": rows, "removed": safe != said}
    take_answer(tx, desk, thread, Answered(key, person, {"answers": shown}, answered))
    take_files(tx, desk, thread, given.files)


def _waiting(tx: Transaction, key: str, person: Person) -> tuple[Thread, BugReport]:
    asked = tx.threads.get(int(key.split(":")[1]))
    if asked is None:
        raise Refused(questions.OVER)
    thread = held_end(tx, asked)
    if not is_concerned(thread, person):
        raise Refused("Only the people whom this conversation is with can answer.")
    report = BugReports(tx).of(thread.id)
    if report.form != key:
        raise Refused(f"{questions.OVER} You can simply write here.")
    return thread, report
