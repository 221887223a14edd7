"""What can be done with a thread: claim, assign, snooze, resolve and the rest."""

from collections.abc import Iterable
from datetime import datetime

from bot.desk.by import API, BELLHOP, By
from bot.desk.csat import CSAT, schedule_question
from bot.desk.customers import team_id
from bot.desk.desk import Desk
from bot.desk.escalations import stop, taken_by
from bot.desk.grading import graded
from bot.desk.owing.kinds import OF_THE_OPEN
from bot.desk.room import say, show_card, show_change
from bot.desk.sla.clocks import follow
from bot.desk.telling.followers import tell_followers
from bot.errors import Refused
from bot.views import lines
from bot.views.news import News
from store.agents import Agent
from store.labels import clean_label
from store.threads import Priority, Resolution, Severity, Status, Thread
from store.transaction import Transaction

__all__ = ["API", "BELLHOP", "By"]  # where most look for them
WAKE = "wake"


def parse_ref(ref: str) -> int:
    """Return the id behind T-1042, t1042 or 1042; Refused when it is none of them."""
    digits = ref.strip().upper().removeprefix("T").removeprefix("-")
    if not digits.isdecimal() or len(digits) > 15:
        raise Refused(f"{ref.strip()[:50]} is no thread: they are called like T-1042.")
    return int(digits)


def locked(tx: Transaction, thread_id: int) -> Thread:
    """Return a thread and hold it; Refused when there is none, or it was merged away."""
    return _alive(tx.threads.lock(thread_id), thread_id)


def known(tx: Transaction, thread_id: int) -> Thread:
    """Return a thread to look at; Refused when there is none, or it was merged away."""
    return _alive(tx.threads.get(thread_id), thread_id)


def _alive(thread: Thread | None, thread_id: int) -> Thread:
    if thread is None:
        raise Refused(f"There is no thread T-{thread_id}.")
    if thread.merged_into is not None:
        raise Refused(f"{thread.ref} was merged into T-{thread.merged_into}.")
    return thread


def claim(tx: Transaction, desk: Desk, thread_id: int, agent: Agent) -> Thread:
    """Take a thread that nobody has: the first one wins, the second is told who has it."""
    thread = unresolved(locked(tx, thread_id))
    if thread.assignee_id == agent.id:
        return thread
    claimed = tx.threads.claim(thread.id, agent.id)
    if claimed is None:
        raise Refused(f"{_assignee(tx, thread)} already has {thread.ref}.")
    claimed = changed(tx, claimed, status=_begun(claimed.status))
    _assigned(tx, desk, claimed, By.agent(agent), None, lines.claimed(agent))
    return claimed


def assign(tx: Transaction, desk: Desk, thread_id: int, to: Agent | None, by: By) -> Thread:
    """Give a thread to an agent, or (None) to nobody."""
    thread = unresolved(locked(tx, thread_id))
    before = _assignee(tx, thread)
    if thread.assignee_id == (to.id if to else None):
        return thread
    status = thread.status if to is None else _begun(thread.status)
    given = {"assignee_id": to.id if to else None, "status": status}
    previous = thread.assignee_id if to else None  # who hands over hears of the next answer
    thread = changed(tx, thread, **given, previous_assignee_id=previous)
    line = lines.released(by.name) if to is None else lines.assigned(by.name, to)
    _assigned(tx, desk, thread, by, before, line)
    return thread


def snooze(tx: Transaction, desk: Desk, thread_id: int, until: datetime, by: By) -> Thread:
    """Let a thread sleep; it also wakes when the customer writes."""
    thread = unresolved(locked(tx, thread_id))
    if until <= tx.now:
        raise Refused("That time has passed: choose one in the future.")
    before = thread.status
    thread = follow(tx, desk, changed(tx, thread, status=Status.snoozed, snoozed_until=until))
    tx.followups.schedule(f"{WAKE}:{thread.id}", WAKE, thread.id, until)
    note(tx, thread, "snoozed", by, before, Status.snoozed)
    _show(tx, desk, thread, lines.snoozed(by.name, until))
    return thread


def wake(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Wake a thread before or at its time; one that is awake stays as it is."""
    thread = locked(tx, thread_id)
    if thread.status is not Status.snoozed:
        return thread
    tx.followups.cancel(thread.id, WAKE)
    thread = follow(tx, desk, changed(tx, thread, status=Status.open, snoozed_until=None))
    tell_woken(tx, desk, thread, by, lines.woken(by.name))
    return thread


def resolve(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Say that a thread is done; once it is, doing it again changes nothing."""
    return _close(tx, desk, thread_id, by, Resolution.answered)


def dismiss(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Say that a thread never was a request."""
    return _close(tx, desk, thread_id, by, Resolution.not_a_request)


def reopen(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Say that a thread is not done after all."""
    thread = locked(tx, thread_id)
    if thread.status is not Status.resolved:
        return thread
    tx.followups.cancel(thread.id, CSAT)
    thread = follow(tx, desk, changed(tx, thread, **goes_on(tx, thread, thread.opened_at)))
    note(tx, thread, "reopened", by, Status.resolved, thread.status)
    tell_followers(tx, thread, News.reopened, by.actor)
    _show(tx, desk, thread, lines.reopened(by.name))
    return thread


def goes_on(tx: Transaction, thread: Thread, since: datetime) -> dict[str, object]:
    """Return what changes when a thread is not done; one never answered is waited for since then.

    Whoever had it may be no agent any more: then nobody has it.
    """
    values: dict[str, object] = {"status": Status.open, "resolved_at": None, "resolution": None}
    if thread.first_response_at is None:
        values["waiting_since"] = since
    agent = tx.agents.get(thread.assignee_id)
    if agent is not None and not agent.active:
        values["assignee_id"] = None
    return values


def set_priority(tx: Transaction, desk: Desk, thread_id: int, to: Priority, by: By) -> Thread:
    """Change the order of work."""
    thread = locked(tx, thread_id)
    if thread.priority is to:
        return thread
    before, thread = thread.priority, follow(tx, desk, changed(tx, thread, priority=to))
    note(tx, thread, "priority_changed", by, before, to)
    show_change(tx, desk, thread, by, lines.changed(by.name, "priority", before, to))
    return thread


def set_severity(
    tx: Transaction, desk: Desk, thread_id: int, to: Severity | None, by: By
) -> Thread:
    """Change how much harm it does: people are called, or fewer of them."""
    before = locked(tx, thread_id).severity
    thread = grade(tx, desk, thread_id, to, by)
    if thread.severity is not before:
        graded(tx, desk, thread, before, by)
    return thread


def grade(tx: Transaction, desk: Desk, thread_id: int, to: Severity | None, by: By) -> Thread:
    """Say how much harm it does; the answer may be due sooner, or later."""
    thread = locked(tx, thread_id)
    if thread.severity is to:
        return thread
    before = thread.severity
    thread = follow(tx, desk, changed(tx, thread, severity=to))
    note(tx, thread, "severity_changed", by, before, to)
    show_change(tx, desk, thread, by, lines.changed(by.name, "severity", before, to))
    return thread


def set_customer(
    tx: Transaction, desk: Desk, thread_id: int, customer_id: int | None, by: By
) -> Thread:
    """Change whose it is; what their tier was promised counts from when it was asked."""
    thread = locked(tx, thread_id)
    if thread.customer_id == customer_id:
        return thread
    before, after = (tx.customers.get(one) for one in (thread.customer_id, customer_id))
    thread = changed(tx, thread, customer_id=customer_id, team_id=team_id(tx, desk, after))
    thread = follow(tx, desk, thread)
    names = before.name if before else None, after.name if after else None
    note(tx, thread, "customer_changed", by, *names)
    _show(tx, desk, thread, lines.changed(by.name, "customer", *names))
    return thread


def set_labels(
    tx: Transaction, desk: Desk, thread_id: int, wanted: Iterable[str], by: By
) -> Thread:
    """Let a thread have these labels and no others."""
    thread = locked(tx, thread_id)
    before = tx.labels.of(thread.id)
    after = sorted({clean_label(label) for label in wanted} - {""})
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    for label in added:
        tx.labels.add(thread.id, label)
        note(tx, thread, "labeled", by, after=label)
    for label in removed:
        tx.labels.remove(thread.id, label)
        note(tx, thread, "unlabeled", by, before=label)
    if before != after:
        thread = follow(tx, desk, thread)
        show_change(tx, desk, thread, by, lines.labeled(by.name, added, removed))
    return thread


def unresolved(thread: Thread) -> Thread:
    """Refuse what makes no sense for a thread that is done."""
    if thread.status is Status.resolved:
        raise Refused(f"{thread.ref} is resolved: reopen it first.")
    return thread


def changed(tx: Transaction, thread: Thread, **values: object) -> Thread:
    """Change columns of a thread that we hold."""
    after = tx.threads.change(thread, **values)
    if after is None:  # we hold its row: nobody can have changed it
        raise AssertionError(f"{thread.ref} changed while it was held")
    return after


def note(
    tx: Transaction, thread: Thread, what: str, by: By, before: object = None, after: object = None
) -> None:
    """Write down what happened to a thread."""
    tx.timeline.append(f"thread.{what}", by.actor, thread.id, before, after)


def tell_woken(tx: Transaction, desk: Desk, thread: Thread, by: By, line: str) -> None:
    """Write down that a thread sleeps no more, and show it."""
    note(tx, thread, "woken", by, Status.snoozed, thread.status)
    _show(tx, desk, thread, line)


def _close(tx: Transaction, desk: Desk, thread_id: int, by: By, resolution: Resolution) -> Thread:
    thread = locked(tx, thread_id)
    if thread.status is Status.resolved:
        return thread
    values = {"status": Status.resolved, "resolved_at": tx.now, "resolution": resolution}
    cleared = dict.fromkeys(("snoozed_until", "waiting_since", "human_asked_at"))
    before, thread = thread.status, follow(tx, desk, changed(tx, thread, **values, **cleared))
    tx.followups.cancel(thread.id, WAKE, "acknowledge", *OF_THE_OPEN)
    stop(tx, desk, thread, by, "resolved this")
    if desk.config.triggers:
        tx.episodes.end_of_thread(thread.id)
    tell_followers(tx, thread, News.resolved, by.actor)
    if resolution is Resolution.answered:
        note(tx, thread, "resolved", by, before, thread.status)
        schedule_question(tx, desk, thread)
        _show(tx, desk, thread, lines.resolved(by.name))
    else:
        note(tx, thread, "dismissed", by, before, thread.status)
        _show(tx, desk, thread, lines.dismissed(by.name))
    return thread


def _assigned(
    tx: Transaction, desk: Desk, thread: Thread, by: By, before: str | None, line: str
) -> None:
    note(tx, thread, "assigned", by, before, _assignee(tx, thread))
    tell_followers(tx, thread, News.assigned, by.actor)
    taken_by(tx, desk, thread)
    _show(tx, desk, thread, line)


def _show(tx: Transaction, desk: Desk, thread: Thread, line: str) -> None:
    show_card(tx, desk, thread)
    say(tx, desk, thread, line)


def _assignee(tx: Transaction, thread: Thread) -> str | None:
    agent = tx.agents.get(thread.assignee_id)
    return agent.name if agent else None


def _begun(status: Status) -> Status:
    return Status.open if status is Status.new else status
