"""`paths:` and `pager:` of bellhop.yml: who is called to a thread, one after the other."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.section import Name, Section, matching
from bot.config.services import Word
from bot.config.span import Span, SpanText
from store.threads import Severity

UserGroup = Annotated[str, matching("S[A-Z0-9]{2,20}", "the id of a Slack user group (S…)")]


def _some_time(span: Span) -> Span:
    if not span.length:
        raise ValueError("has to be longer than nothing")
    return span


def _first_on_call(value: object) -> object:
    return "" if value is True or value == "true" else value  # what bellhop.yml says is text


class Notify(Section):
    """Whom a step calls: all who are named."""

    agent: Name | None = None
    team: Name | None = None
    who: Literal["everyone", "least_loaded"] = "everyone"
    user_group: UserGroup | None = None
    oncall: Annotated[str | None, BeforeValidator(_first_on_call)] = None
    manager: bool = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        named = (self.agent, self.team, self.user_group, self.oncall)
        if not self.manager and all(one is None for one in named):
            raise ValueError("names nobody: agent, team, user_group, oncall or manager")
        return self


class Step(Section):
    """Call somebody, and wait for their answer before the next step."""

    notify: Notify
    wait: Annotated[SpanText, AfterValidator(_some_time)]


class Path(Section):
    """Steps that are taken until somebody answers; the default for what it names."""

    severities: tuple[Severity, ...] = ()
    teams: tuple[Name, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=20)]
    repeat: Annotated[int, Field(ge=0, le=5)] = 0


class Pager(Section):
    """An endpoint that gets every page as a signed webhook."""

    endpoint: Word
