"""`closing:` of bellhop.yml: what is asked when a thread is resolved."""

from typing import Annotated

from pydantic import Field

from bot.config.section import Name, Section

CATEGORY, LINK = "category", "link"  # what can be needed, beside the fields of `fields:`
DEFAULT = "default"  # every tier that is not named

Needed = Annotated[tuple[Name, ...], Field(max_length=10)]


class Closing(Section):
    """The causes to choose from, and what nothing is resolved without, by tier."""

    categories: Annotated[tuple[Name, ...], Field(min_length=1, max_length=50)] = (
        "auth",
        "billing",
        "integration",
        "performance",
        "UI",
        "other",
    )
    required: dict[Name, Needed] = Field(default_factory=dict)

    def needed(self, tier: str | None) -> tuple[str, ...]:
        """Return what a thread of a customer of this tier needs before it is resolved."""
        return self.required.get(tier or DEFAULT, self.required.get(DEFAULT, ()))
