"""The customer says how it was: a score by a click, a comment if they like."""

from typing import Any

from bot.desk.csat import Question, answer, asked, comment
from bot.views import ids
from bot.views.customer import csat_comment
from handlers.click import Click
from handlers.guard import blamed_on
from store.transaction import Transaction


async def scored(click: Click) -> None:
    """Keep the score."""
    survey, _, score = click.value.partition(":")
    question = Question(int(survey), click.message_ts)
    await click.deps.store.write(answer, click.deps.desk, question, int(score), click.user)


async def asked_to_comment(click: Click) -> None:
    """Ask what made it so."""

    def query(tx: Transaction) -> dict[str, Any]:
        survey = asked(tx, int(click.value), click.user)
        return csat_comment(survey.id, survey.score or 0)

    await click.open(await click.deps.store.read(query), ts=click.message_ts)


async def commented(click: Click) -> None:
    """Keep the comment."""
    question = Question(click.metadata["survey"], click.metadata["ts"])
    words = click.typed(ids.COMMENT)

    def rule(tx: Transaction) -> None:
        asked(tx, question.survey_id, click.user)
        with blamed_on(ids.COMMENT):
            comment(tx, click.deps.desk, question, words, click.user)

    await click.deps.store.write(rule)
