"""What every part of bellhop.yml shares: how it is read, and the kinds of text in it."""

import json
import re
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

CHANNEL_ID = "[CG][A-Z0-9]{2,20}"


class Section(BaseModel):
    """A part of bellhop.yml: unknown keys are refused, and nothing changes it later."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: object) -> object:
        """A key without a value counts as not there."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            return value
        return {k: v for k, v in value.items() if v is not None or k not in cls.model_fields}


def digest_of(said: Section) -> str:
    """Return what tells whether somebody changed a section; a default of ours changes nothing."""
    written = said.model_dump(mode="json", exclude_defaults=True)
    return sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def matching(pattern: str, wanted: str) -> AfterValidator:
    """Refuse a text that the whole of `pattern` does not match."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"{value!r} is not {wanted}")
        return value

    return AfterValidator(check)


def false_if_off(value: object) -> object:
    """Every way to write `off` in YAML means false."""
    off = isinstance(value, str) and value.strip().lower() in {"off", "no", "false"}
    return False if off else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _bare_emoji(value: object) -> object:
    return value.strip(":") if isinstance(value, str) else value


SlackUser = Annotated[str, matching("[UW][A-Z0-9]{2,20}", "a Slack user id (U…)")]
SlackChannel = Annotated[str, matching(CHANNEL_ID, "a Slack channel id (C…)")]
Emoji = Annotated[
    str, BeforeValidator(_bare_emoji), matching(r"[\w+'-]+", "the name of an emoji, like eyes")
]
Domain = Annotated[
    str, BeforeValidator(_lower), matching(r"([a-z0-9-]+\.)+[a-z0-9-]{2,}", "a domain")
]
Email = Annotated[
    str, BeforeValidator(_lower), matching(r"[^@\s]+@([^@\s.]+\.)+[^@\s.]+", "an e-mail address")
]
# names become options of a select, where Slack takes 75 characters
Name = Annotated[str, Field(min_length=1, max_length=75)]
Text = Annotated[str, Field(min_length=1, max_length=3000)]  # what a section of a message takes
