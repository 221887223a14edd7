"""What a workflow asks of a customer: buttons, the form, and what the room reads of the answers."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.config.forms import Answer, Form, FormField
from bot.views import ids
from bot.views.blocks import (
    Block,
    Surface,
    View,
    context,
    message,
    modal,
    question,
    section,
    sections,
)
from bot.views.customer import Offer
from bot.views.elements import (
    Element,
    Option,
    date_picker,
    email_input,
    number_input,
    select,
    text_input,
)
from bot.views.text import escape, quote

SHORT = 60  # characters of an answer that stands beside its question
FEW = 2  # choices whose buttons say enough, without a list
OVER = "This question is over."
REMOVED_HINT = "🔒 Something here looked like a secret: it was removed, and should be changed."


def choice_offers(choices: Sequence[str], key: str) -> list[Offer]:
    """Return a button for each choice of a question."""
    return [
        Offer(choice, f"{ids.ASK_CHOICE}.{n}", f"{n}:{key}") for n, choice in enumerate(choices)
    ]


def form_offer(key: str) -> Offer:
    """Return the button that opens a form."""
    return Offer("Fill in", ids.ASK_FORM, key)


def numbered(words: str, choices: Sequence[str]) -> str:
    """Return a question with its choices, for who rather writes; plain."""
    if len(choices) <= FEW:
        return words
    return "\n".join([words, *(f"{n}. {choice}" for n, choice in enumerate(choices, 1))])


def form(asked: Form, key: str, thread_id: int) -> View:
    """Return the dialog to fill in."""
    about = {"ask": key, "thread": thread_id, "fields": [one.name for one in asked.fields]}
    return modal(
        ids.ASK_MODAL, asked.title, [_question(one) for one in asked.fields], about, "Send"
    )


def answered_by(name: str) -> str:
    """Say in the place of the buttons who answered."""
    return f"✅ Answered by {escape(name)}"


def answered_already(name: str) -> str:
    """Say to who comes second that there is an answer; plain."""
    return f"{name} has answered this already. Thank you!"


def chose(name: str, choice: str) -> str:
    """Say to the room what somebody chose."""
    return f"☑️ *{escape(name)}* chose *{escape(choice)}*"


def wrote_beside(name: str) -> str:
    """Say to the room that somebody wrote, and that the workflow waits for its form."""
    return (
        f"📋 The customer wrote instead of filling in the form. The workflow *{escape(name)}*"
        " waits for the form: answer them here when they need you."
    )


def held_secret(name: str) -> str:
    """Say to the room that an answer held a secret."""
    return (
        f"🔒 The answer looks as if it held a secret: the workflow *{escape(name)}* goes on"
        " without it. Ask the customer to delete their message, and to change the secret."
    )


def filled_in(name: str, title: str, answers: Sequence[Sequence[str]], *, removed: bool) -> Surface:
    """Return what somebody filled in, for the room: label and value of each field, plain."""
    head = f"📋 *{escape(name)}* filled in *{escape(title)}*"
    shown = [block for short, each in groupby(answers, _is_short) for block in _said(short, each)]
    hint = [context(REMOVED_HINT)] if removed else []
    return message(f"{name} filled in {title}", [section(head), *hint, *shown])


def _is_short(answer: Sequence[str]) -> bool:
    return len(answer[1]) <= SHORT and "\n" not in answer[1]


def _said(short: bool, answers: Iterable[Sequence[str]]) -> list[Block]:
    if short:
        return sections("\n".join(f"*{escape(label)}*  {escape(said)}" for label, said in answers))
    return [section(f"*{escape(label)}*\n{quote(escape(said))}") for label, said in answers]


def _question(field: FormField) -> Block:
    block = ids.answer(field.name)
    label, element = field.label, _element(block, field)
    return question(block, label, element, field.hint, optional=not field.required)


def _element(block: str, field: FormField) -> Element:
    match field.type:
        case Answer.choice:
            options = [Option(one, one) for one in field.choices]
            return select(block, options, "Choose one")
        case Answer.number:
            return number_input(block)
        case Answer.date:
            return date_picker(block)
        case Answer.email:
            return email_input(block)
        case Answer.text | Answer.long_text:
            return text_input(block, multiline=field.type is Answer.long_text)
