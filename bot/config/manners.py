"""`grouping:`, `acknowledgement:` and `csat:` of bellhop.yml: how we treat who writes."""

from datetime import timedelta
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator

from bot.config.section import Section, Text
from bot.config.span import Duration


def _knows_only_opens(text: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"braces are for {{opens}} only: {error}") from None
    if names - {"opens"}:
        raise ValueError("braces are for {opens} only")
    return text


class Grouping(Section):
    """How long a new message joins the thread before it."""

    same_author: Duration = timedelta(hours=2)
    others: Duration = timedelta(hours=1)


class Acknowledgement(Section):
    """What a customer reads when a thread was opened."""

    text: Text = "Thanks, we have your message and will answer here."
    outside_hours: Annotated[Text, AfterValidator(_knows_only_opens)] = (
        "Thanks, we have your message. We are back {opens} and will answer here."
    )
    delay: Duration = timedelta(seconds=60)


class Csat(Section):
    """Whether we ask how it was, and how often at most."""

    ask: bool = True
    every: Duration = timedelta(days=30)
    delay: Duration = timedelta(minutes=10)
