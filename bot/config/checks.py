"""`check:` of a rule in bellhop.yml: what has to be so still, just before anything is said or done."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config.filters import FACT, Wanted
from bot.config.section import Section, Text
from bot.config.services import Word
from bot.config.webhooks import FieldPath

PLACE = re.compile(r"\{([^{}]*)\}")
PLACES = re.compile(rf"{FACT}|external\.[\w-]{{1,100}}", re.ASCII)


def _path(words: str) -> str:
    for name in PLACE.findall(words):
        if not PLACES.fullmatch(name):
            raise ValueError(f"{{{name}}} is not one of {{facts.<name>}}, {{external.<system>}}")
    return words


class Check(Section):
    """A question to a service of bellhop.yml, and what its answer has to be."""

    service: Word
    path: Annotated[Text, AfterValidator(_path)]
    still: Annotated[dict[FieldPath, Wanted], Field(min_length=1)]
