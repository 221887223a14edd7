"""A process: a bare aiohttp handler that inserts each event by itself, to compare webhooks with."""

import asyncio
import json

from aiohttp import web

from benchmarks.children import asked, say
from benchmarks.reference import INSERT, engine_of, metadata


async def serve(database: str) -> None:
    """Serve until we are killed."""
    engine = engine_of(database)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)

    async def answer(request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        key = body.get("id") or body["messageId"]
        async with engine.begin() as connection:
            await connection.execute(INSERT, {"key": key, "body": body})
        return web.Response(text="Thank you.")

    site = web.Application()
    site.router.add_post("/webhooks/{source}", answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say({"url": f"http://127.0.0.1:{runner.addresses[0][1]}"})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
