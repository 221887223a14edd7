"""`waiting:` of bellhop.yml: what happens when it is the customer's turn and nothing comes."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from bot.config.section import Section, Text, false_if_off
from bot.config.span import Count, Span, SpanText

Spell = Annotated[SpanText | Literal[False], BeforeValidator(false_if_off)]


class Waiting(Section):
    """When a customer who does not answer is asked once more, and when the thread is closed."""

    nudge: Spell = Span(timedelta(days=3), Count.business_days)
    close: Spell = Span(timedelta(days=7), Count.business_days)
    nudge_text: Text = (
        "Did this help? If there is still something to do, just answer here. "
        "If we hear nothing, we will close this in a few days."
    )
    close_text: Text = (
        "We have not heard from you, so we close this for now. "
        "Write here again at any time, and it is open again with everything that was said."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.nudge or not self.close or self.nudge.count is not self.close.count:
            return self
        if self.close.length <= self.nudge.length:
            raise ValueError("close has to be later than nudge")
        return self


# of a tier: false for none, nothing for what all have
OfTier = Annotated[Waiting | Literal[False] | None, BeforeValidator(false_if_off)]
OfAll = Annotated[Waiting | Literal[False], BeforeValidator(false_if_off)]
