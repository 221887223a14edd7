"""Secrets that people paste where they do not belong: we neither keep nor forward them."""

import re

REMOVED = "[removed]"
NAMED = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|authori[sz]ation|cookie|api[ _-]?key|credential|signature",
    re.IGNORECASE,
)
# the name stays, what it says goes: of a header all of its line, up to the quote around it
_HEADER = re.compile(
    r"\b((?:proxy-)?authorization|set-cookie|cookie|x-api-key|x-auth-token)\s*:[^\n\"'\\]*",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"\b(password|passwd|passphrase|pwd|secret|client_secret|token|access_token|refresh_token"
    r"|api[_-]?key|session_?id)\b"
    # "the token is expired" says nothing; what has a digit or a mark in it may be one
    r"([\"']?\s*[:=]\s*|\s+is\s+(?=\S{0,200}[\d!@#$%^&*]))(?!\[)[\"']?[^\s\"',;&]+[\"']?",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\b(?:bearer|basic)\s+(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{12,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|\b(?:xox[a-z]-|xapp-|gh[pousr]_|github_pat_|glpat-|[sr]k_(?:live|test)_|whsec_)[\w-]{8,}"
    r"|\bsk-[\w-]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bAIza[\w-]{30,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """Return words with what looks like a password, a token or a cookie taken out."""
    text = _HEADER.sub(rf"\1: {REMOVED}", text)
    text = _TOKEN.sub(REMOVED, text)
    return _ASSIGNED.sub(rf"\1\2{REMOVED}", text)


def is_secret(name: str) -> bool:
    """Whether something of this name is a secret, whatever it looks like."""
    return NAMED.search(name) is not None
