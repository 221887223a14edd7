"""ask: puts a question or a form to the customer, and goes on with the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from pydantic import model_validator

from bot.config.forms import Answer, Choices, Form, check_choices
from bot.config.span import Span
from bot.desk.answers import Unfit, Value, fitting, unmarked, wanted
from bot.desk.asking import AGAIN, NUDGE, close_question
from bot.desk.hours import ROUND_THE_CLOCK
from bot.desk.people import name_of
from bot.desk.replies import Reply, auto_reply_key, reply_as_bellhop
from bot.desk.room import say
from bot.desk.secrets import without_secrets
from bot.desk.threads import known
from bot.views import ask as views
from bot.workflows.at import (
    At,
    Category,
    Done,
    Effect,
    End,
    Kind,
    Outcome,
    Pause,
    StepFailed,
    Woken,
)
from bot.workflows.language import fields
from bot.workflows.language.definition import Args
from bot.workflows.language.marks import MOST, Words
from bot.workflows.language.marks import Span as SpanText
from bot.workflows.steps.saying import for_customer, human_wanted
from store.messages import Author, Message
from store.messages import Kind as Seen
from store.runs import Run
from store.transaction import Transaction

EVENTS = ("message.created",)
IN_SHADOW = "in shadow nobody is asked: it would wait for the customer"
LONGEST_CHOICE = 75  # characters of a button

Memory = Mapping[str, Any]


class Ask(Args):
    """`ask: {question: words, answer: email, at_most: 1d}` or `{intro: words, form: {…}}`.

    A question is answered in the customer's Slack thread, one with choices by a button too.
    """

    question: Words | None = None
    answer: Answer = Answer.text
    choices: Choices = ()
    form: Form | None = None
    intro: Words | None = None
    at_most: SpanText = Span(timedelta(days=1))
    remind: SpanText | None = None
    on_timeout: Literal["fail", "continue"] = "fail"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.question is None) is (self.form is None):
            raise ValueError("needs one of question and form")
        if (self.form is None) is not (self.intro is None):
            raise ValueError("a form needs an intro, the words above its button; a question none")
        if self.answer is Answer.long_text:
            raise ValueError("long_text is for the fields of forms")
        check_choices(self.answer, self.choices)
        return self


def leaves(args: Ask) -> Mapping[str, fields.Field]:
    """Return what it leaves: each field of a form, or the answer with its type."""
    if args.form is not None:
        return {f"form.{one.name}": _field(one.type, one.choices) for one in args.form.fields}
    return {"answer": _field(args.answer, args.choices), "text": fields.TEXT}


def _field(answer: Answer, choices: tuple[str, ...]) -> fields.Field:
    written = tuple(choice for choice in choices if "{{" not in choice)
    kind = fields.Type.number if answer is Answer.number else fields.Type.text
    return fields.Field(kind, choices=written if written == choices else ())


def take(args: Ask, at: At) -> Outcome:
    """Ask, and wait."""
    choices = [at.plain(choice)[:LONGEST_CHOICE] for choice in args.choices]
    words = for_customer(at, args.question or args.intro or "")
    if (end := human_wanted(at)) is not None:
        return end
    memory: dict[str, Any] = {
        "key": at.key,
        "words": views.numbered(words, choices),
        "choices": choices,
        "form": args.form.model_dump(mode="json") if args.form else None,
        "until": _due(at, args.at_most).isoformat(),
        "remind_at": _due(at, args.remind).isoformat() if args.remind else None,
    }
    return _put(at, memory["words"], memory, "ask")


def _due(at: At, span: Span) -> datetime:
    hours = at.desk.team_hours(at.facts.get("thread.team")) or ROUND_THE_CLOCK
    return min(hours.due(at.now, span), at.now + MOST)


def _put(at: At, words: str, memory: Memory, verb: str, key: str = "") -> Effect:
    """Say it to the customer, and wait; in shadow there is nobody to wait for."""
    offers = views.choice_offers(memory["choices"], memory["key"])
    if memory["form"]:
        offers = [views.form_offer(memory["key"])]
    after = at.workflow.keep_when_resolved
    reply = Reply(at.thread, words, memory["key"] + key, offers, after_resolving=after)

    def apply() -> None:
        reply_as_bellhop(at.tx, at.desk, reply, at.by, awaits_answer=True)

    then = End(IN_SHADOW) if at.shadow else _pause(memory)
    return Effect(f"{verb}: {words}", apply, then=then)


def _pause(memory: Memory) -> Pause:
    due = datetime.fromisoformat(memory["remind_at"] or memory["until"])
    return Pause(due, () if memory.get("told") else EVENTS, memory)


def resume(args: Ask, at: At, woken: Woken) -> Outcome:
    """Go on with what was pressed, filled in or written; or remind; or give up."""
    if woken.answer is not None:
        return _answered(at, woken.answer)
    said = [] if at.memory.get("told") else _said(at)
    if not said:
        return _waited(args, at, woken)
    return _beside(at) if args.form else _read(args, at, said)


def _said(at: At) -> list[Message]:
    """Return what the customer wrote since it was asked, or asked again.

    Not only the message that woke us: people write in bursts, and the answer may be the second.
    """
    key = at.memory["key"] + (AGAIN if at.memory.get("again") else "")
    asked = at.tx.messages.by_delivery(auto_reply_key(key))
    return [
        message
        for message in at.tx.messages.of_thread(at.thread, asked.id if asked else 0)
        if message.kind is Seen.message
        and message.author_kind is Author.customer
        and message.deleted_at is None
    ]


def _read(args: Ask, at: At, said: Sequence[Message]) -> Outcome:
    """Take the first message that fits."""
    for message in said:
        words = unmarked(message.text)
        try:
            return _fits(at, message, words, fitting(args.answer, at.memory["choices"], words))
        except Unfit:
            continue
    return _again(at, said[-1], wanted(args.answer, at.memory["choices"]))


def _fits(at: At, said: Message, words: str, answer: Value) -> Effect:
    text = without_secrets(words)
    kept = without_secrets(answer) if isinstance(answer, str) else answer

    def apply() -> None:
        _close(at.tx, at.memory, views.answered_by(name_of(at.tx, said.author)))
        if text != words:
            say(at.tx, at.desk, known(at.tx, at.thread), views.held_secret(at.workflow.name))

    output = {"answer": kept, "text": text, "contact": _contact(at.tx, said.author)}
    return Effect(f"got the answer: {kept}", apply, output=output)


def _again(at: At, said: Message, fit: str) -> Outcome:
    if at.memory.get("again"):
        _close(at.tx, at.memory, views.OVER)
        words = without_secrets(unmarked(said.text))[:200]
        raise StepFailed(f"the answer is not {fit}: {words}", Category.unexpected_reply)
    memory = {**at.memory, "again": True}
    words = f"Sorry, I did not understand that. I need {fit}.\n\n{memory['words']}"
    return _put(at, words, memory, "ask again", AGAIN)


def _beside(at: At) -> Effect:
    """Keep the form open for who wrote instead of filling it in; the room is told once."""

    def apply() -> None:
        say(at.tx, at.desk, known(at.tx, at.thread), views.wrote_beside(at.workflow.name))

    return Effect("a message came, the form stays", apply, then=_pause({**at.memory, "told": True}))


def _waited(args: Ask, at: At, woken: Woken) -> Outcome:
    until, remind = datetime.fromisoformat(at.memory["until"]), at.memory["remind_at"]
    if woken.event is not None and at.now < until:
        return _pause(at.memory)  # somebody else wrote
    if remind is not None and datetime.fromisoformat(remind) <= at.now < until:
        words = f"A reminder: we need your answer to go on.\n\n{at.memory['words']}"
        return _put(at, words, {**at.memory, "remind_at": None}, "remind", NUDGE)
    _close(at.tx, at.memory, views.OVER)
    if args.on_timeout == "fail":
        raise StepFailed("the customer did not answer in time", Category.missing_data)
    return Done(_nothing(args))


def _nothing(args: Ask) -> Mapping[str, Any]:
    if args.form is None:
        return {"answer": None, "text": None, "contact": None}
    return {"form": {field.name: None for field in args.form.fields}, "contact": None}


def _answered(at: At, answer: Mapping[str, Any]) -> Done:
    given = {name: value for name, value in answer.items() if name != "user"}
    return Done({**given, "contact": _contact(at.tx, answer["user"])})


def _contact(tx: Transaction, user: str) -> Mapping[str, Any]:
    contact = tx.contacts.by_slack(user)
    return {"name": name_of(tx, user), "email": contact.email if contact else None}


def _close(tx: Transaction, memory: Memory, became: str) -> None:
    if memory["form"] or memory["choices"]:
        close_question(tx, memory["key"], became)


def dropped(tx: Transaction, run: Run) -> None:
    """Take the buttons away: nobody needs the answer any more."""
    memory = run.context.get("at", {})
    if "key" in memory:
        _close(tx, memory, views.OVER)


KIND = Kind(
    "ask",
    "asks the customer, by a question or a form, and waits for the answer",
    Ask,
    take,
    resume,
    outputs={"contact": fields.ANYTHING},
    customer=True,
    short="question",
    leaves=leaves,
    dropped=dropped,
)
