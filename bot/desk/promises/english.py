"""Promises in English: `I'll get back to you tomorrow by 3 pm`, `within two hours`."""

import re
from datetime import time, timedelta

from bot.desk.promises.language import Language

_SOON = r"(?:[\w']+\s+){0,4}?"  # definitely, then, be able to
_PERSON = (
    r"(?:i|we)(?:['’]ll|\s+will|\s+shall|\s+can|['’]m\s+going\s+to|\s+am\s+going\s+to"
    r"|['’]re\s+going\s+to|\s+are\s+going\s+to|\s+(?:promise|plan|aim|expect|hope|intend)\s+to)"
    r"|let\s+me|(?:our|the|my)\s+[\w-]+(?:\s+[\w-]+){0,2}\s+will|you(?:['’]ll|\s+will)|expect"
)
_DO = (
    r"(?:get|getting|come|coming|be|report|circle|write|go|call)\s+(?:right\s+)?back"
    r"|follow(?:ing)?[\s-]?up|update|let\s+you\s+know|keep\s+you|reach\s+out|repl(?:y|ies)|respond"
    r"|answer|confirm|check|look|investigate|find\s+out|figure\s+out|ping|e-?mail|write|call|fix"
    r"|ship|deploy|release|roll\s+out|tell|send|share|give\s+you|hear|have|receive|get|provide"
    r"|be\s+(?:live|out|ready|fixed|deployed|released|shipped|done|resolved|available|sent)"
    r"|an?\s+(?:update|answer|reply|fix)|contact|be\s+in\s+touch"
)
_NOT = r"(?!not\b|never\b|no\s+longer\b|only\s+be\s+able\b)"

_NUMBERS = {
    **dict.fromkeys(("a", "an", "one", "the next"), 1),
    **dict.fromkeys(("two", "couple", "a couple", "couple of", "a couple of"), 2),
    **dict.fromkeys(("three", "few", "a few", "the next few"), 3),
    **{
        word: number
        for number, word in enumerate(
            ["four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 4
        )
    },
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_UNITS = {
    **dict.fromkeys(("minute", "min"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "hr"), timedelta(hours=1)),
    **dict.fromkeys(("business day", "working day")),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_PARTS = {
    "first thing": time(10),
    "morning": time(12),
    "noon": time(12),
    "midday": time(12),
    "lunch": time(12),
    "afternoon": time(17),
    "evening": time(20),
    "tonight": time(21),
    "night": time(21),
}

_number = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_month = "|".join(month[:3] + f"(?:{month[3:]})?" if month[3:] else month for month in _MONTHS)
_day = "|".join(f"{day[:3]}(?:{day[3:]})?" for day in _WEEKDAYS)

ENGLISH = Language(
    promise=re.compile(rf"\b(?:{_PERSON})\s+{_NOT}{_SOON}(?P<do>{_DO})\b"),
    doing=re.compile(rf"\b(?:{_DO})\b"),
    length=re.compile(
        rf"\b(?:in|within|over|after)\s+(?:the\s+next\s+)?(?:about\s+|around\s+)?"
        rf"(?P<number>\d{{1,3}}|{_number})\s+(?:of\s+)?"
        r"(?P<unit>business day|working day|minute|min|hour|hr|day|week)s?\b"
    ),
    day=re.compile(
        r"\b(?:(?P<after>day after tomorrow)|(?P<tomorrow>tomorrow|tmrw)"
        r"|(?P<today>tonight|today|eod|cob|end of (?:the |my |our )?(?:business )?day"
        r"|close of business|this (?:morning|afternoon|evening))"
        r"|(?P<week>eow|end of (?:the |this )?week|(?:later )?this week)"
        r"|(?P<next>(?:end of |early |some ?time )?next week)"
        rf"|(?P<skip>next\s+)?(?P<weekday>{_day})\b"
        rf"|(?P<number>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_month})\b"
        rf"|(?P<month2>{_month})\s+(?P<number2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
    ),
    clock=re.compile(
        r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>am\b|pm\b|a\.m\.?|p\.m\.?)"
        r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b"
    ),
    part=re.compile(rf"\b(?P<part>{'|'.join(_PARTS)})\b"),
    numbers=_NUMBERS,
    units=_UNITS,
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    parts=_PARTS,
)
