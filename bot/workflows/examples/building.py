"""Building what an example says is given: a thread as the desk's own rules make it."""

from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.fields import set_field
from bot.desk.incoming import Said
from bot.desk.intake.grouping import Action, Decision
from bot.desk.intake.intake import hear, keep
from bot.desk.opening import Opening, open_thread
from bot.desk.people import recognise
from bot.desk.standing import set_status, set_team
from bot.desk.threads import (
    BELLHOP,
    assign,
    known,
    set_labels,
    set_priority,
    set_severity,
    snooze,
)
from bot.errors import Refused
from bot.workflows.examples.example import CUSTOMER, Given, ThreadGiven
from bot.workflows.examples.scratch import CHANNEL, CONTACT, OURS, THEIRS, Scratch
from store.threads import Status
from store.transaction import Transaction

WHY = "an example"
NIGHT = timedelta(days=1)  # that a thread sleeps which is given as snoozed


async def build(scratch: Scratch, given: Given) -> int:
    """Open the thread, let people say what was said, and let it stand as it is given."""
    clock, store = scratch.clock, scratch.store
    oldest = max([given.thread.age, *(one.ago for one in given.said)], default=timedelta())
    clock.at = given.now - oldest
    thread_id = await store.write(_open, scratch.desk, given.message)
    for one in sorted(given.said, key=lambda one: one.ago, reverse=True):
        clock.at = max(given.now - one.ago, clock.at + timedelta(milliseconds=1))
        await store.write(say, scratch.desk, thread_id, one.by, one.text)
    clock.at = max(given.now, clock.at)
    await store.write(_stand, scratch.desk, thread_id, given)
    return thread_id


def say(tx: Transaction, desk: Desk, thread_id: int, by: str, text: str) -> None:
    """Let somebody say something in the customer's channel."""
    thread, agent = known(tx, thread_id), desk.config.agents.get(by)
    user, team = (CONTACT, THEIRS) if by == CUSTOMER or agent is None else (agent.slack, OURS)
    hear(tx, desk, Said(CHANNEL, _ts(tx), user, team, text, thread.root_ts))


def _open(tx: Transaction, desk: Desk, text: str) -> int:
    channel = tx.channels.lock(CHANNEL)
    if channel is None:
        raise Refused(f"There is no channel {CHANNEL}.")
    said = Said(CHANNEL, _ts(tx), CONTACT, THEIRS, text)
    person = recognise(tx, desk, CONTACT, THEIRS)
    thread = open_thread(tx, desk, channel, Opening(said, person, WHY))
    keep(tx, said, person, Decision(Action.OPEN, WHY), thread.id)
    return thread.id


def _stand(tx: Transaction, desk: Desk, thread_id: int, given: Given) -> None:
    wanted, by = given.thread, BELLHOP
    if wanted.priority is not None:
        set_priority(tx, desk, thread_id, wanted.priority, by)
    if wanted.severity is not None:
        set_severity(tx, desk, thread_id, wanted.severity, by)
    if wanted.team is not None:
        set_team(tx, desk, thread_id, wanted.team, by)
    if given.labels:
        set_labels(tx, desk, thread_id, given.labels, by)
    for name, value in given.fields.items():
        set_field(tx, desk, thread_id, name, value, by)
    agent = tx.agents.by_key(wanted.assignee) if wanted.assignee is not None else None
    if agent is not None:
        assign(tx, desk, thread_id, agent, by)
    _stand_at(tx, desk, thread_id, wanted)


def _stand_at(tx: Transaction, desk: Desk, thread_id: int, wanted: ThreadGiven) -> None:
    if wanted.status is Status.snoozed:
        snooze(tx, desk, thread_id, tx.now + NIGHT, BELLHOP)
    elif wanted.status is not None:
        set_status(tx, desk, thread_id, wanted.status, BELLHOP)


def _ts(tx: Transaction) -> str:
    return f"{tx.now.timestamp():.6f}"
