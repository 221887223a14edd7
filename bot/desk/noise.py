"""Noise: greetings, thanks and bare emoji, which are no request."""

import re

_SPEECH = re.compile(
    r"""
    (?: hi | hey+ | hello | hallo | moin | good\ (?:morning|afternoon|evening|day) | gm | greetings
      | howdy | guten\ (?:morgen|tag|abend) | bonjour | hola | ciao | servus
      | (?:ok(?:ay)?|perfect|great|awesome|amazing|cool|nice|super|got\ it|all\ good|will\ do|sounds\ good
      | excellent|wonderful|brilliant|fantastic|understood|yep|yes|yup|no\ worries|np|sure|done|works(?:\ now)?)
      | (?:many\ |ok\ |okay\ |great\ |perfect\ |awesome\ )?(?:thanks?|thank\ you|thx|ty|tysm|cheers|danke|merci
      | gracias|grazie)(?:\ (?:a\ lot|a\ million|again|so\ much|very\ much|much|all|everyone|team|guys|folks
      | for\ (?:the|your)\ (?:help|support|quick\ (?:reply|response|help|fix)|update|info|fix|reply)|vielmals|schön))*
      | (?:have\ a\ )?(?:nice|good|great|lovely)\ (?:day|weekend|evening|one) | bye | see\ you | lgtm | \+1
      | much\ appreciated | appreciate\ it | happy\ (?:monday|friday|new\ year|holidays)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TO_WHOM = r"(?:all|everyone|everybody|team|there|guys|folks|y'all|again|zusammen|@\w+)"
_ALSO = re.compile(rf"\s*(?:{_TO_WHOM}\b)?[\s,.!;:)(-]*", re.IGNORECASE)
_EMOJI = re.compile(
    r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:|[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]"
)
_MENTION = re.compile(r"<@\w+(?:\|[^>]*)?>|<!subteam[^>]*>|<!(?:here|channel|everyone)[^>]*>")
LONGEST = 120  # nobody says thanks at greater length without saying something else


def is_noise(text: str, has_files: bool = False) -> bool:
    """Whether a message is only a greeting, thanks or emoji. Files and questions never are."""
    words = _EMOJI.sub(" ", _MENTION.sub(" ", text)).strip()
    if has_files or len(words) > LONGEST or "?" in words:
        return False
    place = _skipped(words, 0)
    while place < len(words):
        said = _SPEECH.match(words, place)
        if said is None or words[said.end() : said.end() + 1].isalnum():
            return False
        place = _skipped(words, said.end())
    return True


def _skipped(words: str, place: int) -> int:
    also = _ALSO.match(words, place)
    return also.end() if also else place
