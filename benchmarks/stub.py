"""A process: the least of a Slack, which says yes to everything at once."""

import asyncio
import itertools
from collections import Counter

from aiohttp import web

from benchmarks.children import say
from benchmarks.traffic import HOME

ME = {"team_id": HOME, "user_id": "U0BOT", "bot_id": "B0BOT", "url": "https://example.slack.com/"}


class Yes:
    """Answers every call, and counts them."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._stamps = itertools.count(1)

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        form = await request.post()
        said: dict[str, object] = {
            "ok": True,
            "ts": f"1800000000.{next(self._stamps):06d}",
            **ME,
            "messages": [],
        }
        channel = str(form.get("channel", ""))
        shared = {"id": channel, "is_ext_shared": channel.startswith("C0CUST")}
        said["channel"] = shared if method == "conversations.info" else channel
        if method == "users.info":
            said["user"] = {"id": "U1", "profile": {"real_name": "Carol Chen"}}
        return web.json_response(said)

    async def count(self, _request: web.Request) -> web.Response:
        return web.json_response(self.calls)


async def opened(yes: Yes) -> tuple[web.AppRunner, str]:
    """Serve a stub in this process; return its runner and the address of its API."""
    site = web.Application()
    site.router.add_route("*", "/api/{method}", yes.answer)
    site.router.add_get("/count", yes.count)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/api/"


async def serve() -> None:
    """Serve until we are killed."""
    _, url = await opened(Yes())
    say({"url": url})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
