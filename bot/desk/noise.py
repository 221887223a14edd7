"""Noise: greetings, thanks and bare emoji, which are no request."""

import re

# What people say without asking for anything. "Yes", "no" and "done" are answers, not noise.
_SPEECH = """
hi|hey|heyy|hello|hiya|howdy|greetings|good morning|good afternoon|good evening|good day|morning|gm
hallo|moin|moin moin|servus|guten morgen|guten tag|guten abend|grüezi|bonjour|bonsoir|salut|coucou
hola|buenos días|buenos dias|buenas tardes|buenas|ciao|buongiorno|buonasera|olá|bom dia|boa tarde
hoi|goedemorgen|hej|god morgon|god morgen|cześć|dzień dobry|привет|здравствуйте|добрый день
こんにちは|おはようございます|你好|您好|大家好|안녕하세요
thanks|thank you|thankyou|thank u|thx|thnx|tnx|ty|tysm|cheers|many thanks|kudos|much appreciated
appreciate it|appreciated|i appreciate it|really appreciate it|much obliged
danke|danke schön|danke dir|danke euch|danke ihnen|dankeschön|vielen dank|vielen lieben dank
besten dank|herzlichen dank|merci|merci beaucoup|merci bien|gracias|muchas gracias|mil gracias
grazie|grazie mille|mille grazie|obrigado|obrigada|muito obrigado|muito obrigada|valeu
dank je|dank je wel|dankjewel|dank u wel|bedankt|tack|tack så mycket|tak|tusen takk|takk|mange tak
kiitos|kiitos paljon|dziękuję|dzięki|dziękuję bardzo|děkuji|díky|köszönöm|mulțumesc
teşekkürler|teşekkür ederim|sağol|спасибо|спасибо большое|большое спасибо|дякую
ありがとう|ありがとうございます|ありがとうございました|谢谢|谢谢你|谢谢您|多谢|謝謝|감사합니다|고맙습니다
ok|okay|okey|k|alright|perfect|great|awesome|amazing|cool|nice|nice one|super|excellent|wonderful
brilliant|fantastic|lovely|got it|understood|all good|all set|will do|sounds good|looks good|lgtm|+1
no worries|no problem|np|works|works now|it works|it works now|that works|that worked|you rock
you are the best|you're the best|great job|good job|great work|nice work|well done|great stuff
alles klar|passt|perfekt|prima|super danke|klasse|parfait|génial|perfecto|genial|vale|perfetto
bye|bye bye|goodbye|see you|see ya|take care|tschüss|au revoir|à bientôt|adiós|arrivederci
have a nice day|have a good day|have a great day|have a lovely day|have a nice weekend
have a good weekend|have a great weekend|have a lovely weekend|have a good one|have a great one
have a nice evening|have a good evening|nice weekend|happy weekend|good night|happy friday
happy monday|happy new year|happy holidays|schönes wochenende|schönen tag|schönen abend
schönen feierabend|bonne journée|bonne soirée|bon week end|buen día|buen fin de semana
"""
# What goes with it, and says nothing alone.
_BESIDE = """
a lot|a million|a bunch|so much|very much|much|again|indeed|too|for now|in advance|both|guys|folks|all
everyone|everybody|team|there|y'all|mate|friend|friends|support|zusammen|euch allen|an alle|à tous
à toutes|a todos|a tutti|vielmals|sehr|nochmal|for the help|for your help|for all your help
for helping|for the support|for your support|for the update|for the info|for the fix
for the quick fix|for the reply|for the quick reply|for the quick response|for the quick help
for your quick reply|for your quick response|for the heads up|for letting me know
for letting us know|for looking into it|for looking into this|for the clarification
für die hilfe|für die schnelle hilfe|für eure hilfe|pour votre aide|por la ayuda|por tu ayuda
"""


def _phrases(table: str) -> frozenset[tuple[str, ...]]:
    lines = table.strip().replace("\n", "|").split("|")
    return frozenset(tuple(_WORD.findall(phrase)) for phrase in lines)


_WORD = re.compile(r"\+1|[\w']+")
_EMOJI = re.compile(
    r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:|[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u200d\ufe0f]"
)
_MENTION = re.compile(r"<@\w+(?:\|[^>]*)?>|<!subteam[^>]*>|<!(?:here|channel|everyone)[^>]*>")
_SAID, _WITH = _phrases(_SPEECH), _phrases(_BESIDE)
_MOST_WORDS = max(len(phrase) for phrase in _SAID | _WITH)
QUESTION = ("?", "？", "؟")
LONGEST = 120  # nobody says thanks at greater length without saying something else


def is_noise(text: str, has_files: bool = False) -> bool:
    """Whether a message is only a greeting, thanks or emoji. Files and questions never are."""
    said = _EMOJI.sub(" ", _MENTION.sub(" ", text)).strip()
    if has_files or len(said) > LONGEST or any(mark in said for mark in QUESTION):
        return False
    words = tuple(_WORD.findall(said.lower().replace("’", "'")))
    return not words or _only_speech(words)


def _only_speech(words: tuple[str, ...]) -> bool:
    """Whether words are phrases of ours one after the other, at least one of which says something."""
    reached = {0: False}  # how far the phrases go, and whether one of them said something
    for start in range(len(words)):
        if start not in reached:
            continue
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            phrase = words[start:end]
            if phrase in _SAID:
                reached[end] = True
            elif phrase in _WITH:
                reached[end] = reached.get(end, False) or reached[start]
    return reached.get(len(words), False)
