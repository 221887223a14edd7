"""What a language says of promises and times: patterns whose groups are the same in all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True)
class Language:
    """One language, in lower case.

    `promise` finds who promises, and in `do` what; `doing` all that can be promised. `length`, `day`,
    `clock` and `part` find times; the words in them are what the tables are of, months and days of
    the week by how they begin. `units` of None are business days.
    """

    promise: re.Pattern[str]
    doing: re.Pattern[str]
    length: re.Pattern[str]
    day: re.Pattern[str]
    clock: re.Pattern[str]
    part: re.Pattern[str]
    numbers: Mapping[str, int]
    units: Mapping[str, timedelta | None]
    weekdays: Sequence[str]
    months: Sequence[str]
    parts: Mapping[str, time]
