"""The way of files: fetched from Slack, cleaned, and put into an internal room.

Until the last of its requests nobody sees anything; in doubt about that one, a file is shown twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from pydantic import SecretStr
from yarl import URL

from bot.delivery.kinds import Call
from bot.delivery.limits import Quota, quotas_of
from bot.delivery.slack import SlackApi
from bot.delivery.way import Answer
from bot.errors import Rejected, Unreachable
from store.deliveries import Delivery

FILES = "files"
LARGEST = 10 * 1024 * 1024  # bytes
TIMEOUT = timedelta(seconds=30)
OF_SLACK = (".slack.com", ".slack-files.com", ".slack-edge.com")

# what of a file may be kept (None: nothing), and what to tell about it
Kept = tuple[bytes | None, Mapping[str, Any]]
Clean = Callable[[str, bytes], Awaitable[Kept]]
MOVED = (301, 302, 303, 307, 308)
AT_ONCE = 2  # each is in memory a few times


@dataclass(frozen=True)
class FilesWay:
    """Carries files over; nothing but Slack gets our token."""

    api: SlackApi
    session: aiohttp.ClientSession = field(repr=False)
    token: SecretStr
    clean: Clean
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def quotas(self, call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Count what is asked of the Web API."""
        methods = ("files.info", "files.getUploadURLExternal", "files.completeUploadExternal")
        return () if looking else tuple(quota for one in methods for quota in quotas_of(one))

    async def send(self, call: Call, _delivery: Delivery) -> Answer:
        """Fetch a file, clean it, and show what is left; what cannot be read stays where it is."""
        name = str(call.args["name"])
        async with self._turns:
            url = str(call.args["url"]) or await self._place(str(call.args["file"]))
            kept, told = await self._cleaned(name, url)
            if kept is None:
                return told
            return {**told, "file": await self._show(name, kept, call.args)}

    async def fetch(self, name: str, file: str) -> bytes:
        """Return what may be forwarded of a file."""
        async with self._turns:
            kept, told = await self._cleaned(name, await self._place(file))
        if kept is None:
            raise Rejected(f"files: {told['unreadable']}")
        return kept

    async def find(self, _call: Call, _delivery: Delivery) -> None:
        """Do it again: files carry no key by which to find them."""

    async def probe(self) -> None:
        """Have no credentials but Slack's."""

    async def _place(self, file: str) -> str:
        found = (await self.api.call("files.info", {"file": file}))["file"]
        return str(found.get("url_private_download") or "")

    async def _cleaned(self, name: str, url: str) -> Kept:
        body = await self._fetched(_url(url))
        if body is None:
            return None, {"unreadable": f"it is larger than {LARGEST // 1024 // 1024} MB"}
        return await self.clean(name, body)

    async def _fetched(self, place: URL, redirects: int = 3) -> bytes | None:
        """Return a file; None when it is too large. A redirect may lead to Slack only, too."""
        self._check_is_slack(place)
        headers = {"Authorization": f"Bearer {self.token.get_secret_value()}"}
        with _translated():
            async with self.session.get(
                place, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as answer:
                moved = answer.headers.get("Location") if answer.status in MOVED else None
                if moved is None or not redirects:
                    return await _body(answer)
        return await self._fetched(place.join(_url(moved)), redirects - 1)

    def _check_is_slack(self, place: URL) -> None:
        ours = place.host == self.api.host
        if not ours and not (place.scheme == "https" and str(place.host).endswith(OF_SLACK)):
            raise Rejected("files: this is no file of Slack's")

    async def _show(self, name: str, body: bytes, args: Mapping[str, Any]) -> str:
        """Show a file in a room, and return its id."""
        asked = {"filename": name, "length": len(body)}
        place = await self.api.call("files.getUploadURLExternal", asked)
        url = str(place["upload_url"])
        with _translated():
            async with self.session.post(url, data=body, timeout=_TIMEOUT) as answer:
                _check(answer)
        shown = {"channel_id": args["channel"], "thread_ts": args["thread_ts"]}
        files = [{"id": place["file_id"], "title": name}]
        await self.api.call("files.completeUploadExternal", {"files": files, **shown})
        return str(place["file_id"])


_TIMEOUT = aiohttp.ClientTimeout(total=TIMEOUT.total_seconds())


@contextmanager
def _translated() -> Iterator[None]:
    """Say of what goes wrong that it may be tried again."""
    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(f"files: no answer ({type(error).__name__})") from None


def _url(text: str) -> URL:
    try:
        return URL(text)
    except ValueError:
        raise Rejected("files: this is no address") from None


async def _body(answer: aiohttp.ClientResponse) -> bytes | None:
    _check(answer)
    if answer.content_type == "text/html":
        raise Rejected("files: Slack wants somebody to sign in; has the bot files:read?")
    body = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _check(answer: aiohttp.ClientResponse) -> None:
    if answer.status == 429 or answer.status >= 500:
        raise Unreachable(f"files: HTTP {answer.status}")
    if answer.status != 200:
        raise Rejected(f"files: HTTP {answer.status}")
