"""Words of programs, such as addresses, forms and logs, without the secrets in them."""

import json
import re
from collections.abc import Mapping, Sequence
from json import JSONDecodeError
from urllib.parse import unquote_plus

from bot.desk.secrets import REMOVED, is_secret, without_secrets

# beside what is a secret everywhere: names that programs give to theirs
_OURS = re.compile(
    r"passw|passphrase|session|csrf|xsrf|bearer|access[_-]?key|private[_-]?key"
    r"|saml|assertion|x-(amz|goog)-|(^|[_.\[-])(auth|jwt|otp|pwd|sid|sig|pin)([_.\]-]|$)",
    re.IGNORECASE,
)
# in an address or a form these let somebody in; in an error they say what is wrong
_OF_FORMS = re.compile(r"code|key|state|nonce|ticket", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\w.\-\[\]%+])([\w.\-\[\]%+]{1,200})=([^&\s\"'<>#;,]+)")
_USER = re.compile(r"(://)[^/\s@\"'<>]+@")
_PART = re.compile(
    r"(form-data; *name=\"([^\"\n]{1,200})\"[^\n]*(?:\n[^\n]+){0,5}?\r?\n\r?\n)(.*?)(?=\r?\n--|\Z)",
    re.DOTALL,
)
_ELEMENT = re.compile(r"(<([\w:.-]{1,200})(?:\s[^<>]*)?>)([^<]+)(?=</)")
_PRIVATE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*KEY-----|\Z)", re.DOTALL
)


def is_sensitive(name: str, *, of_form: bool = False) -> bool:
    """Whether what has this name goes no further; in addresses and forms some more do."""
    if is_secret(name) or _OURS.search(name):
        return True
    return of_form and _OF_FORMS.fullmatch(name) is not None


def clean(value: object) -> object:
    """Return something that was JSON without the secrets in it."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean(one) for one in value]
    if not isinstance(value, dict):
        return value
    named = value.get("name")
    if isinstance(named, str) and is_sensitive(named, of_form=True):
        rest = {k: v for k, v in value.items() if k != "name"}
        return {"name": named, **_each(rest), **_told(value)}
    return _each(value)


def _each(value: Mapping[str, object]) -> dict[str, object]:
    return {clean_text(k): blank(v) if is_sensitive(k) else clean(v) for k, v in value.items()}


def blank(value: object) -> object:
    """Return something whose every word is a secret: only the names in it stay."""
    if isinstance(value, Mapping):
        return {k: clean(v) if k == "name" else blank(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [blank(one) for one in value]
    return value if value is None or isinstance(value, bool) or value == "" else REMOVED


def clean_text(text: str) -> str:
    """Return an address, a form, a body or a line without the secrets in it."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.dumps(clean(json.loads(text)), ensure_ascii=False)
        except (JSONDecodeError, RecursionError):
            pass
    text = _USER.sub(rf"\1{REMOVED}@", _PRIVATE.sub(REMOVED, text))
    text = _PART.sub(_without_part, _ELEMENT.sub(_without_element, text))
    return without_secrets(_PAIR.sub(_without_pair, text))


def clean_lines(text: str) -> str:
    """Return a log without the secrets in it, each line read for itself."""
    whole = _PRIVATE.sub(REMOVED, text)
    return "\n".join(clean_text(line) for line in whole.split("\n"))


def _told(value: Mapping[str, object]) -> dict[str, object]:
    """Say that there was something, without what it was."""
    return {k: blank(value[k]) for k in ("value", "content") if k in value}


def _without_pair(found: re.Match[str]) -> str:
    name, value = unquote_plus(found[1]), found[2]
    if is_sensitive(name, of_form=True):
        return f"{found[1]}={REMOVED}"
    if "%" not in value:
        return found[0]
    inside = unquote_plus(value)  # an address in an address
    return found[0] if clean_text(inside) == inside else f"{found[1]}={REMOVED}"


def _without_part(found: re.Match[str]) -> str:
    return f"{found[1]}{REMOVED}" if is_sensitive(found[2], of_form=True) else found[0]


def _without_element(found: re.Match[str]) -> str:
    return f"{found[1]}{REMOVED}" if is_sensitive(found[2]) else found[0]
