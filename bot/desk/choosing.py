"""Choosing: which of several choices somebody's words name, when they name one and mean it."""

import re
from collections.abc import Iterator, Sequence

_POSITION = re.compile(r"#?(\d{1,2})[.)]?", re.ASCII)
_CLAUSE = re.compile(r"[^,;:.!?\n–—]+\??")
_TELLING = re.compile(r"(?=.*[^\W\d_]).{2}")  # a letter or a number alone may stand for anything
_NEGATION = re.compile(r"\b(?:no|not|nor|none|never|neither|without|cannot|\w+n['’]?t)\b")
# "no idea" and "no errors any more" do not answer a question of yes and no
_NO = re.compile(
    r"(?:sorry )?no(?=$| (?:it|its|it['’]s|i|we|that|this|they|you|he|she|there|still|not|never"
    r"|thanks|thank|sorry|unfortunately|but|because)\b)"
)


def chosen(words: str, choices: Sequence[str]) -> str | None:
    """Return the choice that these words name; None when it is none, or may be another."""
    said = words.casefold()
    for choice in choices:
        if choice.casefold() in (said, said.rstrip(".!")):
            return choice
    if position := _POSITION.fullmatch(words):
        nth = int(position[1])
        return choices[nth - 1] if 1 <= nth <= len(choices) else None
    places = {choice: list(_places(choice.casefold(), said, choices)) for choice in choices}
    named = [choice for choice, meant in places.items() if meant]
    return named[0] if len(named) == 1 and all(places[named[0]]) else None


def _places(choice: str, said: str, choices: Sequence[str]) -> Iterator[bool]:
    """Yield for each clause that names a choice whether it means it."""
    for longer in choices:
        if choice in longer.casefold() and choice != longer.casefold():
            said = re.sub(_alone(longer.casefold()), " ", said)
    for n, clause in enumerate(found.strip() for found in _CLAUSE.findall(said)):
        if choice == "no":
            if (n == 0 and clause.startswith("no ")) or _NO.match(clause):
                yield _NO.match(clause) is not None and not clause.endswith("?")
        elif _TELLING.match(choice) and (beside := re.sub(_alone(choice), " ", clause)) != clause:
            yield not clause.endswith("?") and (_denies(choice) or not _denies(beside))


def _alone(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def _denies(words: str) -> bool:
    return _NEGATION.search(words) is not None
