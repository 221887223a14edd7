"""Whether the bot is ready for work, and if it is not, exactly why."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.deps import Deps
from bot.errors import DeliveryError, Unreachable
from store.migrate import TooNew, pending
from store.outages import Outages
from triggers.api.remembered import Remembered
from triggers.api.shapes import Answer
from triggers.pulse import Pulse

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=3)  # for each check
FRESH = timedelta(seconds=1)  # anybody may ask: the answer is worth this long
SELDOM = timedelta(minutes=1)
OFF = timedelta(minutes=1)  # Slack's signatures are good for five


class Check(Answer):
    """One thing that has to be right."""

    ok: bool
    detail: str


UNKNOWN = Check(ok=False, detail="not known while the database does not answer")


class Readiness(Answer):
    """Whether all of them are."""

    ready: bool
    checks: dict[str, Check]


class Health:
    """Looks at everything that has to be right; `ahead` is how far the database's clock is."""

    def __init__(
        self, deps: Deps, database_url: str, ahead: Callable[[], timedelta], pulse: Pulse
    ) -> None:
        self._deps = deps
        self._database_url = database_url
        self._ahead = ahead
        self._pulse = pulse
        self._schema = Remembered(self._needed, SELDOM, deps.clock)
        self._token = Remembered(self._asked_slack, SELDOM, deps.clock)
        self._last = Remembered(self._checked, FRESH, deps.clock)

    async def readiness(self) -> Readiness:
        """Return how everything is."""
        return await self._last.get()

    async def _checked(self) -> Readiness:
        database = await _tried(self._database)
        inside = {"schema": self._migrated, "slack": self._slack, "systems": self._systems}
        checks = {
            "database": database,
            **{
                name: await _tried(look) if database.ok else UNKNOWN
                for name, look in inside.items()
            },
            "clock": self._clock(),
            "workers": self._workers(),
        }
        return Readiness(ready=all(check.ok for check in checks.values()), checks=checks)

    async def _database(self) -> Check:
        # a unit that writes nothing: SQLite's writer thread is alive, PostgreSQL commits
        await self._deps.store.write(lambda tx: tx.lanes.next_due())
        return Check(ok=True, detail="it answers")

    async def _migrated(self) -> Check:
        try:
            needed = await self._schema.get()
        except TooNew as error:
            return Check(ok=False, detail=str(error))
        if needed is None:
            return Check(ok=True, detail="it is up to date")
        return Check(ok=False, detail=f"it needs revision {needed}: run `bellhop migrate`")

    async def _needed(self) -> str | None:
        return await pending(self._database_url)

    async def _slack(self) -> Check:
        stopped = await self._deps.store.read(lambda tx: tx.lanes.stopped())
        if stopped:
            why = f"{stopped[0].stopped} (lanes that wait: {len(stopped)})"
            return Check(ok=False, detail=f"nothing is sent: {why}")
        return await self._token.get()

    async def _asked_slack(self) -> Check:
        try:
            await self._deps.slack.call("auth.test", {})
        except Unreachable as error:  # events may still come in: that is no reason to refuse them
            return Check(ok=True, detail=f"it cannot be reached now: {error}")
        except DeliveryError as error:
            return Check(ok=False, detail=f"SLACK_BOT_TOKEN does not work: {error}")
        return Check(ok=True, detail="the token is valid")

    async def _systems(self) -> Check:
        out = await self._deps.store.read(lambda tx: Outages(tx).standing())
        # what is for them waits, and everything else goes on
        detail = f"nothing gets through to {', '.join(out)}" if out else "none is known to be out"
        return Check(ok=True, detail=detail)

    def _clock(self) -> Check:
        ahead = self._ahead()
        detail = f"the database's clock is {ahead.total_seconds():+.3f} s from this machine's"
        if abs(ahead) > OFF:
            return Check(ok=False, detail=f"{detail}: set one of them right")
        return Check(ok=True, detail=detail)

    def _workers(self) -> Check:
        trouble = self._pulse.trouble()
        return Check(ok=trouble is None, detail=trouble or "they look for due work every second")


async def _tried(check: Callable[[], Awaitable[Check]]) -> Check:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await check()
    except TimeoutError:
        return Check(ok=False, detail=f"no answer within {PATIENCE.total_seconds():g} s")
    except Exception as error:
        log.exception("A check failed")
        return Check(ok=False, detail=f"it cannot be reached ({type(error).__name__})")
