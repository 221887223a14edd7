"""The way out over HTTP: it reaches the public Internet, and nothing else unless it may."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Rejected, Unreachable
from bot.integrations.http import LARGEST, Http, Request, Response, retry_after
from bot.integrations.public import is_public
from tests.fakes import START
from tests.receiver import Answer, Receiver, listening

SECOND = timedelta(seconds=1)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as receiver:
        yield receiver


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http()
    yield http
    await http.close()


def asking(url: str, private: bool = True) -> Request:
    return Request("GET", url, {}, None, timedelta(seconds=5), private)


async def test_any_status_is_an_answer(http: Http, receiver: Receiver) -> None:
    receiver.will(Answer(404, {"X-Why": "gone", "x-why": "for good"}, b'{"no": 1}'))
    headers = {"Authorization": "Bearer s3cret", "Content-Type": "application/json"}
    request = Request("PUT", f"{receiver.url}/a/b?c=%20d", headers, b"{}", SECOND * 5, True)
    answered = await http.send(request)

    assert (answered.status, answered.headers["x-why"]) == (404, "gone, for good")
    assert answered.body == b'{"no": 1}'
    [received] = receiver.received
    assert (received.method, received.path, received.body) == ("PUT", "/a/b?c=%20d", b"{}")
    assert received.headers["authorization"] == "Bearer s3cret"
    assert received.headers["user-agent"] == "Bellhop"
    assert "s3cret" not in repr(request)


async def test_a_large_file_is_sent(http: Http, receiver: Receiver) -> None:
    body = b"x" * (2 * LARGEST)
    await http.send(Request("PUT", receiver.url, {"Content-Type": "a/b"}, body, SECOND * 5, True))

    [received] = receiver.received
    assert received.body == body
    assert received.headers["content-length"] == str(len(body))
    assert received.headers["content-type"] == "a/b"


async def test_a_redirect_is_not_followed(http: Http, receiver: Receiver) -> None:
    receiver.will(Answer(302, {"Location": f"{receiver.url}/elsewhere"}))
    answered = await http.send(asking(f"{receiver.url}/here"))

    assert (answered.status, answered.headers["location"]) == (302, f"{receiver.url}/elsewhere")
    assert [one.path for one in receiver.received] == ["/here"]


async def test_no_cookie_is_kept(http: Http, receiver: Receiver) -> None:
    receiver.will(Answer(200, {"Set-Cookie": "who=acme"}))
    await http.send(asking(receiver.url))
    await http.send(asking(receiver.url))

    assert "cookie" not in receiver.received[1].headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]"])
async def test_our_own_network_is_out_of_reach(http: Http, receiver: Receiver, host: str) -> None:
    url = f"http://{host}:{receiver.port}/x?token=s3cret"

    with pytest.raises(Rejected, match="/x: not a public address") as refused:
        await http.send(asking(url, private=False))

    assert "s3cret" not in str(refused.value)
    assert not receiver.received
    if host in ("127.0.0.1", "localhost"):
        assert (await http.send(asking(url))).status == 200


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://files.example/", "neither http"),
        ("/accounts", "neither http"),
        ("http:///x", "neither http"),
        ("https://me:s3cret@accounts.example/", "user or password"),
        ("http://[::1", "not a URL"),
        ("http://x.example:99999/", "not a URL"),
        ("http://2130706433/", "not valid"),
        ("http://127.1/", "not valid"),
        (f"http://{'a' * 70}.example/", "cannot be sent"),
    ],
)
async def test_what_never_will_work(http: Http, url: str, why: str) -> None:
    with pytest.raises(Rejected, match=why) as refused:
        await http.send(asking(url))

    assert "s3cret" not in str(refused.value)


async def test_a_header_cannot_smuggle_another(http: Http, receiver: Receiver) -> None:
    request = replace(asking(receiver.url), headers={"X-Name": "a\r\nX-Admin: yes"})

    with pytest.raises(Rejected, match="cannot be sent"):
        await http.send(request)

    assert not receiver.received


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
async def test_an_answer_has_an_end(http: Http, receiver: Receiver, size: int) -> None:
    receiver.will(Answer(body=b"x" * size), Answer(body=b"x" * size))

    if size <= LARGEST:
        assert len((await http.send(asking(receiver.url))).body) == size
    else:
        with pytest.raises(Rejected, match=f"larger than {LARGEST}"):
            await http.send(asking(receiver.url))
    assert (await http.send(asking(receiver.url), want_body=False)).body == b""


@pytest.mark.parametrize("answer", [Answer(hangs=True), Answer(dies=True)], ids=["hangs", "dies"])
async def test_what_may_have_arrived_is_in_doubt(
    http: Http, receiver: Receiver, answer: Answer
) -> None:
    receiver.will(answer)
    request = Request("POST", f"{receiver.url}/x?token=s3cret", {}, b"", SECOND / 5, True)

    with pytest.raises(Unreachable, match=r"POST 127\.0\.0\.1/x: no answer") as error:
        await http.send(request)

    assert error.value.in_doubt
    assert len(receiver.received) == 1
    assert "s3cret" not in str(error.value)


async def test_what_was_never_sent_is_in_no_doubt(http: Http) -> None:
    async with listening() as receiver:
        gone = receiver.url

    for url in (gone, "http://nobody.invalid/"):
        with pytest.raises(Unreachable, match="no connection") as error:
            await http.send(asking(url))
        assert not error.value.in_doubt


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("9" * 40, timedelta(seconds=10**9)),
        ("Mon, 02 Mar 2026 09:01:00 GMT", timedelta(minutes=1)),
        ("Mon, 02 Mar 2026 09:01:00 -0000", timedelta(minutes=1)),
        ("Mon, 02 Mar 2026 10:00:00 +0100", timedelta()),
        ("Sun, 01 Mar 2026 09:00:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_how_long_we_are_asked_to_wait(header: str, wait: timedelta | None) -> None:
    assert retry_after(Response(429, {"retry-after": header}, b""), START) == wait


PUBLIC = ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]
OURS = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1"),
    *("192.168.1.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "fd00:ec2::254"),
]


@pytest.mark.parametrize("address", [*PUBLIC, *OURS])
def test_which_addresses_are_public(address: str) -> None:
    assert is_public(address) == (address in PUBLIC)
