"""A process: what we compare with, a bare Bolt app that inserts each event by itself."""

import asyncio
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.children import asked, say
from benchmarks.traffic import SECRET

CONNECTIONS = 16

metadata = MetaData()
arrived = Table(
    "arrived",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, unique=True),
    Column("body", JSON),
)
INSERT = insert(arrived)


def engine_of(url: str) -> AsyncEngine:
    """Return an engine as the manuals advise: WAL and FULL on SQLite, a pool on PostgreSQL."""
    size = 1 if url.startswith("sqlite") else CONNECTIONS
    engine = create_async_engine(url, pool_size=size, max_overflow=0)
    if size == 1:  # with more, they wait for SQLite's lock instead, and that is three times slower

        @event.listens_for(engine.sync_engine, "connect")
        def _(connection: Any, _record: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def app_of(engine: AsyncEngine) -> AsyncApp:
    """Return the app: one insert, in its own transaction, before the acknowledgement."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id="T0HOME",
            bot_user_id="U0BOT",
            bot_id="B0BOT",
            bot_token="xoxb-1",
        )

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.event("message")
    async def _(body: dict[str, Any]) -> None:
        async with engine.begin() as connection:
            await connection.execute(INSERT, {"key": body["event_id"], "body": body})

    return app


async def serve(database: str) -> None:
    """Serve until we are killed."""
    engine = engine_of(database)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    app = app_of(engine)

    async def answer(request: web.Request) -> web.Response:
        asked_for = await to_bolt_request(request)
        return await to_aiohttp_response(await app.async_dispatch(asked_for))

    site = web.Application()
    site.router.add_post("/slack/events", answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say({"url": f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
