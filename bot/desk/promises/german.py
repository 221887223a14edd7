"""Promises in German: `ich melde mich morgen bis 15 Uhr`, `in zwei Stunden`, `heute noch`."""

import re
from datetime import time, timedelta

from bot.desk.promises.language import Language

# of the present, which is the future, and after `werde`; umlauts also as `ue`
_DO = (
    r"(?:zurück|zurueck)?melden?|(?:zu)?schicken?|(?:zu)?senden?|(?:ab|bei|zurück)?liefe?re?n?"
    r"|(?:über)?prüfen?|pruefen?|(?:an|nach)?schauen?|(?:an|nach)sehen|sehen?\s+(?:mir|uns)|k(?:ü|ue)mme?re?n?"
    r"|(?:ab)?kl(?:ä|ae)ren?|(?:be)?antworten?|informieren?|(?:be)?schreiben?|(?:an|zurück)?rufen?"
    r"|beheben?|reparieren?|veröffentlichen?|untersuchen?|bestätigen?|(?:aus)?rollen?|deployen?"
    r"|geben?|sagen?|teilen?|halten?|kommen?|wissen|machen?\s+(?:das|es)|erledigen?|aktualisieren?"
    r"|bescheid\s+(?:geben|sagen)|auf\s+(?:sie|dich|euch)\s+zukommen|mitteilen|schau|schick|meld"
)
_WORDS = r"(?:[\w'’.:-]+\s+){0,9}?"
_NEWS = r"(?:fix|update|lösung|loesung|antwort|bericht|korrektur|patch|hotfix|rückmeldung|version)"
_NOT = r"(?:nicht|kein\w*|nie|niemals|würden?|könnten?|hätten?|wollten?|müssten?)"
# all of it in one part of a sentence, and nothing there that takes it back
_CLEAR = rf"(?![^,]*\b{_NOT}\b)"

_NUMBERS = {
    **dict.fromkeys(("einer", "einem", "einen", "eine", "ein", "der nächsten"), 1),
    **dict.fromkeys(("zwei", "ein paar", "paar"), 2),
    "wenigen": 3,
    **{
        word: number
        for number, word in enumerate(
            ["drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"], 3
        )
    },
}
_WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_MONTHS = (
    *("januar", "februar", "märz", "april", "mai", "juni", "juli"),
    *("august", "september", "oktober", "november", "dezember"),
)
_UNITS = {
    **dict.fromkeys(("minute", "min"), timedelta(minutes=1)),
    **dict.fromkeys(("stunde", "std"), timedelta(hours=1)),
    **dict.fromkeys(("werktag", "arbeitstag")),
    "tag": timedelta(days=1),
    "woche": timedelta(weeks=1),
}
_PARTS = {
    "früh": time(10),
    "vormittag": time(12),
    "nachmittag": time(17),
    "mittag": time(12),
    "abend": time(20),
    "nacht": time(21),
    "morgen": time(12),  # of a named day: Montag morgen
}

_number = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_month = "|".join(f"{one[:3]}(?:{one[3:]})?" if one[3:] else one for one in _MONTHS)
_day = "|".join(_WEEKDAYS)
_said = r"(?<!seit )(?<!guten )(?<!schönen )(?<!letzten )(?<!vergangenen )"

GERMAN = Language(
    promise=re.compile(
        rf"\b(?:ich|wir)\s+{_CLEAR}{_WORDS}(?P<do>{_DO})\b"
        rf"|\b(?:ich|wir)\s+(?:werden?|kann|können)\b{_CLEAR}[^;]{{1,80}}?\b(?P<do5>{_DO})\b"
        rf"|\b(?P<do2>{_DO})\s+(?:ich|wir)\b{_CLEAR}"
        rf"|\bbis\b[^,]*\b(?P<do6>haben?)\s+(?:ich|wir)\b{_CLEAR}"
        rf"|\b(?:sie|du|ihr)\s+(?P<do3>h(?:ö|oe)r(?:en|st|t)|bekomm(?:en|st|t)|erh(?:a|ä)lt(?:en|st)?)"
        rf"\b{_CLEAR}"
        rf"|\b(?:der|die|das|ein|eine|unser\w*)\s+{_NEWS}\s+(?P<do4>ist|wird|kommt|folgt|geht)\b{_CLEAR}"
    ),
    doing=re.compile(rf"\b(?:{_DO})\b"),
    length=re.compile(
        r"\b(?:in|innerhalb|binnen|nach)\s+(?:von\s+)?(?:den\s+nächsten\s+)?"
        rf"(?:etwa\s+|ca\.?\s+|rund\s+|ungefähr\s+)?(?P<number>\d{{1,3}}|{_number})\s+"
        r"(?P<unit>werktag|arbeitstag|minute|min|stunde|std|tag|woche)(?:e[ns]?|n)?\b"
    ),
    day=re.compile(
        rf"\b{_said}(?:(?P<after>(?:ü|ue)bermorgen)|(?P<tomorrow>(?<!heute )(?<!tag )(?<!woch )morgen)"
        r"|(?P<today>heute|ende des tages|feierabend)"
        r"|(?P<week>ende der woche|ende dieser woche|(?:noch )?diese woche)"
        r"|(?P<next>(?:anfang |mitte |ende )?n(?:ä|ae)chste[rn]? woche|(?:anfang |ende )?kommende[rn]? woche)"
        rf"|(?P<skip>n(?:ä|ae)chste[rn]?\s+|kommende[rn]?\s+)?(?P<weekday>{_day})"
        r"(?=\b|morgen|früh|vormittag|mittag|nachmittag|abend)"
        rf"|(?P<number>\d{{1,2}})\.?\s*(?P<month>{_month})\b"
        r"|(?:am|bis|zum|den)\s+(?P<number2>\d{1,2})\.(?P<month2>\d{1,2})(?:\.|$)(?!\d*\s*uhr))"
    ),
    clock=re.compile(
        r"\b(?P<hour24>[01]?\d|2[0-3])(?:(?::|\.)(?P<minute24>[0-5]\d))?\s*uhr\b"
        r"|\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b(?P<half>)"
    ),
    part=re.compile(
        r"(?P<part>vormittag|nachmittag|mittag|abend|früh(?!er)|nacht"
        r"|(?<=tag)morgen|(?<=tag )morgen|(?<=woch)morgen|(?<=woch )morgen)"
    ),
    numbers=_NUMBERS,
    units=_UNITS,
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    parts=_PARTS,
)
