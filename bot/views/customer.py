"""What the customer sees of us: few words and no machinery."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.views import ids
from bot.views.blocks import (
    Surface,
    View,
    context,
    message,
    modal,
    question,
    rows,
    section,
    sections,
)
from bot.views.elements import Element, button, text_input

SCORES = {1: "1 😞", 2: "2 🙁", 3: "3 😐", 4: "4 🙂", 5: "5 🤩"}
SCALE = "1 is poor, 5 is great"
UNHAPPY = 2  # and less


def acknowledgement(text: str) -> Surface:
    """Return that we have read it; `text` is mrkdwn, written by the operator for the tier."""
    return message(text, [section(text)])


class Offer(NamedTuple):
    """A button under an automatic answer: what it says, and what comes back."""

    words: str
    action_id: str
    value: str


def automatic(text: str, thread_id: int, offers: Sequence[Offer] = ()) -> Surface:
    """Return an answer that no person wrote, and the way to one; `text` is mrkdwn."""
    offered = [button(offer.words, offer.action_id, offer.value) for offer in offers]
    return Surface(text, [*sections(text), *rows([*offered, _human(thread_id)])])


def asked(text: str, thread_id: int, became: str) -> Surface:
    """Return a question that waits no more, with what became of it; both are mrkdwn."""
    return Surface(text, [*sections(text), context(became), *rows([_human(thread_id)])])


def _human(thread_id: int) -> Element:
    return button("Talk to a person", ids.HUMAN, str(thread_id))


def csat_question(survey_id: int) -> Surface:
    """Return the question how it was."""
    text = "How did we do?"
    scores = [
        button(words, f"{ids.CSAT_SCORE}.{score}", f"{survey_id}:{score}")
        for score, words in SCORES.items()
    ]
    return message(f"{text} ({SCALE})", [section(f"*{text}*  {SCALE}."), *rows(scores)])


def csat_thanks(score: int, survey_id: int, *, commented: bool = False) -> Surface:
    """Return thanks in the place of the question, and the offer to say more once."""
    text = f"Thank you! You gave us {SCORES[score]}."
    if score <= UNHAPPY:
        text = f"Thank you for telling us. You gave us {SCORES[score]}: we are sorry."
    if commented:
        text += " We read every word."
        return message(text, [section(text)])
    comment = button("Add a comment…", ids.CSAT_COMMENT, str(survey_id))
    return message(text, [section(text), *rows([comment])])


def csat_comment(survey_id: int, score: int) -> View:
    """Return the question what made it so."""
    label = "What went well?" if score > 3 else "What should we do better?"
    field = text_input(ids.COMMENT, multiline=True, longest=2_000)
    return modal(
        ids.CSAT_COMMENT_MODAL,
        "Your comment",
        [question(ids.COMMENT, label, field)],
        {"survey": survey_id},
        submit="Send",
    )
