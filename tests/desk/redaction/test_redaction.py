"""Files of customers: whatever lets somebody in is gone, and the rest is still there."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.redaction.files import LARGEST, Unreadable, clean_file
from bot.desk.redaction.har import clean_har, requests_told
from bot.desk.redaction.words import clean_lines, clean_text

SECRETS = st.text("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=14).map(
    lambda text: f"zQ7{text}"
)
HARMLESS = "order-4711"


def har(request: dict[str, Any], response: dict[str, Any] | None = None) -> dict[str, Any]:
    entry = {
        "startedDateTime": "2026-11-21T14:02:11.123Z",
        "request": {"method": "POST", "url": "https://api.example.com/orders", **request},
        "response": {"status": 502, "headers": [], **(response or {})},
        "comment": HARMLESS,
    }
    return {"log": {"version": "1.2", "entries": [entry]}}


def header(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda secret: har({"headers": [{"name": name, "value": secret}]})


MULTIPART = '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{}\r\n--x--'
PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "authorization": header("Authorization"),
    "bearer": lambda s: har({"headers": [{"name": "authorization", "value": f"Bearer {s}"}]}),
    "cookie header": lambda s: har({"headers": [{"name": "Cookie", "value": f"theme=x; id={s}"}]}),
    "set-cookie": lambda s: har(
        {}, {"headers": [{"name": "set-cookie", "value": f"sid={s}; Path=/"}]}
    ),
    "api key": header("X-Api-Key"),
    "csrf": header("x-csrf-token"),
    "cookies": lambda s: har({"cookies": [{"name": "theme", "value": s, "path": "/"}]}),
    "query": lambda s: har({"queryString": [{"name": "access_token", "value": s}]}),
    "address": lambda s: har({"url": f"https://a.example/?q=1&token={s}&x=2#frag"}),
    "code of a login": lambda s: har({"url": f"https://a.example/callback?code={s}"}),
    "user of an address": lambda s: har({"url": f"https://ada:{s}@a.example/"}),
    "address in an address": lambda s: har(
        {"url": "https://a.example/?next=" + quote(f"https://b.example/?token={s}", safe="")}
    ),
    "form": lambda s: har({"postData": {"text": f"user=ada&password={s}"}}),
    "parameters": lambda s: har({"postData": {"params": [{"name": "password", "value": s}]}}),
    "parts": lambda s: har({"postData": {"text": MULTIPART.format(s)}}),
    "json": lambda s: har({"postData": {"text": json.dumps({"a": [{"clientSecret": s}]})}}),
    "json under a secret name": lambda s: har(
        {}, {"content": {"text": json.dumps({"tokens": {"a": {"b": [s]}}})}}
    ),
    "xml": lambda s: har({"postData": {"text": f"<login><Password>{s}</Password></login>"}}),
    "base64": lambda s: har({}, {"content": {"encoding": "base64", "text": s}}),
    "elsewhere too": lambda s: har(
        {"cookies": [{"name": "id", "value": s}]}, {"content": {"text": f"hello {s}"}}
    ),
    "escaped elsewhere": lambda s: har(
        {"headers": [{"name": "cookie", "value": f"a={s}/+"}], "url": f"/?q={quote(s + '/+', '')}"}
    ),
    "websocket": lambda s: har({"_webSocketMessages": [{"data": json.dumps({"auth": s})}]}),
}


@pytest.mark.parametrize("place", PLACES)
@given(secret=SECRETS)
@settings(max_examples=8, deadline=None)
def test_no_secret_of_a_har_file_is_left(place: str, secret: str) -> None:
    before = json.dumps(PLACES[place](secret))

    after = clean_har(before)

    assert secret in before
    assert secret not in after
    assert HARMLESS in after
    assert clean_har(after) == after


LINES = [
    "2026-11-21T14:02:11Z POST /login password={} 502",
    "Authorization: Bearer {}",
    "Set-Cookie: sid={}; HttpOnly",
    '{{"level":"error","api_key":"{}"}}',
    "GET /x?a=1&session_id={}&b=2 HTTP/1.1",
    "connecting to postgres://bellhop:{}@db/desk",
    "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize("line", LINES)
@given(secret=SECRETS)
@settings(max_examples=8, deadline=None)
def test_no_secret_of_a_log_is_left(line: str, secret: str) -> None:
    text = "\n".join(["first line", line.format(secret), f"about {HARMLESS}"])

    after = clean_lines(text)

    assert secret not in after
    assert after.startswith("first line\n")
    assert after.endswith(HARMLESS)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_cleaned_and_stays_so(text: str) -> None:
    after = clean_text(text)

    assert clean_text(after) == after


def test_what_went_wrong_is_still_to_be_read() -> None:
    answer = {"headers": [{"name": "X-Request-Id", "value": "req-77"}]}
    error = json.dumps({"error": {"code": "E_TIMEOUT", "message": "no answer"}})
    shown = har({"url": "https://api.example.com/orders?page=2"}, {**answer, "content": error})

    after = clean_har(json.dumps(shown))

    assert "E_TIMEOUT" in after
    assert "page=2" in after
    [line] = requests_told(after)
    assert line == (
        "2026-11-21T14:02:11.123Z  POST api.example.com/orders  502  X-Request-Id req-77"
    )


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.har", b"{}", "no HAR file"),
        ("a.har", b"[" * 100_000, "no HAR file"),
        ("a.har", b'{"log": {"entries": 1}}', "no HAR file"),
        ("a.log", b"\xff\xfe\x00", "no text"),
        ("a.log", b"a\0b", "no text"),
        ("a.zip", b"PK", "none of the kinds"),
        ("no-kind", b"words", "none of the kinds"),
        ("a.png", b"password=hunter2", "not the picture"),
        ("a.log", b"x" * (LARGEST + 1), "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_goes_nowhere(name: str, body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        clean_file(name, body)


def test_pictures_and_logs_without_secrets_stay_as_they_are() -> None:
    picture = b"\x89PNG\r\n\x1a\n..."

    assert clean_file("a.PNG", picture).body == picture
    log = clean_file("a.log", "ümläut: ok\n".encode())
    assert (log.body.decode(), log.changed) == ("ümläut: ok\n", False)


def test_of_many_secrets_none_is_left_elsewhere() -> None:
    tokens = [f"s{number}-hidden-{number}" for number in range(150)]
    headers = [{"name": "X-Api-Key", "value": one} for one in tokens]
    entry = {"request": {"url": "https://a.example/", "headers": headers}, "comment": tokens[77:79]}

    cleaned = clean_har(json.dumps({"log": {"entries": [entry]}}))

    assert "-hidden-" not in cleaned
