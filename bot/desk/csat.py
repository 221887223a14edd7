"""CSAT: asking how it was, once in a while, after a thread was resolved."""

from dataclasses import dataclass
from uuid import uuid4

from bot.delivery.outbox import tell_customer
from bot.desk.desk import Desk
from bot.desk.owing.calling import hear_comment, hear_score
from bot.desk.room import tell_room
from bot.errors import Refused
from bot.views import lines
from store.surveys import Survey
from store.threads import Status, Thread
from store.transaction import Transaction

CSAT = "csat"


def schedule_question(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Ask later, so that the customer can still say that it is not solved."""
    if desk.config.csat.ask and thread.contact_id is not None and thread.first_response_at:
        due = tx.now + desk.config.csat.delay
        tx.followups.schedule(f"{CSAT}:{thread.id}", CSAT, thread.id, due)


def ask(tx: Transaction, desk: Desk, thread: Thread) -> None:
    """Ask the contact in the Slack thread, unless they were asked lately or it goes on."""
    contact = None if thread.contact_id is None else tx.contacts.lock(thread.contact_id)
    if contact is None or contact.slack_user is None or thread.status is not Status.resolved:
        return
    if contact.surveyed_at and contact.surveyed_at > tx.now - desk.config.csat.every:
        tx.timeline.append("csat.skipped", "bellhop", thread.id, after="asked lately")
        return
    survey = tx.surveys.ask(thread.id, contact.id)
    if survey is None:
        return
    tx.contacts.surveyed(contact.id)
    tx.timeline.append("csat.asked", "bellhop", thread.id, after=contact.slack_user)
    key, payload = f"csat:{survey.id}", {"survey": survey.id}
    tell_customer(tx, key, "csat", thread.channel, thread.id, payload)


@dataclass(frozen=True)
class Question:
    """A question that was put: its survey, and the message it is in."""

    survey_id: int
    ts: str


def answer(tx: Transaction, desk: Desk, question: Question, score: int, user: str) -> None:
    """Keep the score of the contact who was asked; anyone else is refused."""
    survey = _for(tx, user, tx.surveys.lock(question.survey_id))
    if survey.score == score:
        return
    tx.surveys.score(survey.id, score)
    thread = _thread_of(tx, survey)
    tx.timeline.append("csat.scored", f"customer:{user}", thread.id, survey.score, score)
    _thank(tx, thread, question)
    _tell(tx, desk, survey, thread, score, "")
    hear_score(tx, desk, survey, thread, score)


def comment(tx: Transaction, desk: Desk, question: Question, words: str, user: str) -> None:
    """Keep what the contact added to the score; the first comment stays."""
    survey = _for(tx, user, tx.surveys.lock(question.survey_id))
    if not words:
        raise Refused("There is nothing to send yet.")
    if survey.score is None or survey.comment is not None:
        return
    tx.surveys.comment(survey.id, words)
    thread = _thread_of(tx, survey)
    tx.timeline.append("csat.commented", f"customer:{user}", thread.id, after=words)
    _thank(tx, thread, question)
    _tell(tx, desk, survey, thread, survey.score, words)
    hear_comment(tx, survey, thread, words)


def asked(tx: Transaction, survey_id: int, user: str) -> Survey:
    """Return a survey for the contact who was asked."""
    return _for(tx, user, tx.surveys.get(survey_id))


def _for(tx: Transaction, user: str, survey: Survey | None) -> Survey:
    contact = None if survey is None else tx.contacts.get(survey.contact_id)
    if survey is None or contact is None or contact.slack_user != user:
        raise Refused("This question is for the person who asked us.")
    return survey


def _thank(tx: Transaction, thread: Thread, question: Question) -> None:
    """Put thanks in the place of the question, as the answer is when they are sent."""
    payload = {"survey": question.survey_id, "ts": question.ts}
    key = f"csat_thanks:{uuid4().hex}"
    tell_customer(tx, key, "csat_thanks", thread.channel, thread.id, payload)


def _tell(
    tx: Transaction, desk: Desk, survey: Survey, thread: Thread, score: int, words: str
) -> None:
    contact = tx.contacts.get(survey.contact_id)
    name = (contact.name if contact else None) or "The customer"
    line = lines.scored(name, score, words)
    tell_room(tx, desk, thread, f"csat:{survey.id}:{score}:{bool(words)}:{tx.now}", line=line)


def _thread_of(tx: Transaction, survey: Survey) -> Thread:
    thread = tx.threads.get(survey.thread_id)
    if thread is None:
        raise AssertionError(f"survey {survey.id} without its thread")
    return thread
