"""The engine: takes the steps of runs that are due, and carries what they ask other systems."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from bot.errors import DeliveryError, Rejected
from bot.integrations.http import Http, Response
from bot.tasks import spawn
from bot.workflows.beginning.ticking import Ticking
from bot.workflows.running.failing import StepBroke
from bot.workflows.running.taking import MOST
from bot.workflows.running.turns import Asked, Turns
from store.database import Store, is_passing

log = logging.getLogger(__name__)

AT_ONCE = 64  # questions to other systems at the same time
PAUSE = 1.0  # seconds before an answer that could not be written down is tried again


class Engine:
    """Works on runs. Any replica may take any step; each run is held while that happens."""

    def __init__(self, store: Store, turns: Turns, http: Http) -> None:
        self._store = store
        self._turns = turns
        self._http = http
        self._ticking = Ticking(turns.bench.desk, turns.library)
        self._asking: set[asyncio.Task[None]] = set()

    async def drain(self) -> int:
        """Take every tick and the steps of every run that is due; return how many went on."""
        names = await self._store.read(self._ticking.due)
        total = 0
        while True:
            going = [name for name in names if await self._tick(name)]
            taken = await self._turn()
            total += len(names) + taken
            if not going and not taken:
                return total
            names = going
            await self._store.read(self._turns.library.refresh)  # a drain may take long

    async def next_due(self) -> datetime | None:
        """Return when the next run or schedule is due."""
        return await self._store.read(self._ticking.next_due)

    async def answered(self) -> bool:
        """Wait until all that is asked at this moment is answered; False when nothing is."""
        asking = list(self._asking)
        if asking:
            await asyncio.wait(asking)
        return bool(asking)

    async def stop(self) -> None:
        """Ask nothing more; what is asked at this moment is for whoever comes after us."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    @property
    def _room(self) -> int:
        return AT_ONCE - len(self._asking)

    async def _tick(self, name: str) -> bool:
        """Take a tick of a workflow, or a part of it; return whether there is more of it."""
        try:
            return await self._store.write(self._ticking.take, name)
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("The schedule of %s failed", name)
            await self._store.write(self._ticking.broke, name, error)
            return False

    async def _turn(self) -> int:
        try:
            taken, asked = await self._store.write(self._turns.take_due, self._room)
        except Exception as error:
            if is_passing(error):
                raise
            log.info("Runs are taken one by one, a step of one failed: %s", type(error).__name__)
            return await self._one_by_one()
        self._carry(asked)
        return taken

    async def _one_by_one(self) -> int:
        ids = await self._store.write(self._turns.due_ids)
        for run_id in ids:
            try:
                await self._alone(run_id, MOST)
            except Exception as error:
                if is_passing(error):
                    raise
                await self._step_by_step(run_id)
        return len(ids)

    async def _alone(self, run_id: int, most: int) -> bool:
        """Let one run go on in a transaction of its own; return whether it can do so again."""
        asked, more = await self._store.write(self._turns.take_one, run_id, self._room, most)
        self._carry(asked)
        return more

    async def _step_by_step(self, run_id: int) -> None:
        """Take the steps of a run in a transaction each, up to the one that fails."""
        try:
            while await self._alone(run_id, most=1):
                pass
        except Exception as error:
            if is_passing(error):
                raise
            why = error.error if isinstance(error, StepBroke) else error
            log.warning("Run %s: a step failed: %s", run_id, type(why).__name__)
            await self._fail(run_id, why)

    async def _fail(self, run_id: int, why: Exception) -> None:
        try:
            await self._store.write(self._turns.fail, run_id, why)
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("Run %s could not even fail", run_id)
            await self._store.write(self._turns.bury, run_id, error)

    def _carry(self, asked: Sequence[Asked]) -> None:
        for one in asked:
            task = spawn(self._ask(one), f"run {one.run_id}")
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def _ask(self, asked: Asked) -> None:
        try:
            answer: Response | DeliveryError = await self._http.send(asked.errand.request)
        except DeliveryError as error:
            answer = error
        while True:
            try:
                return await self._write_down(asked, answer)
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("The answer for run %s waits for the database", asked.run_id)
                await asyncio.sleep(PAUSE)

    async def _write_down(self, asked: Asked, answer: Response | DeliveryError) -> None:
        for most in (MOST, 1):  # it may be a step behind the answer that breaks
            try:
                return await self._tell(asked, answer, most)
            except Exception as error:
                if is_passing(error):
                    raise
                log.warning("Run %s: after its answer: %s", asked.run_id, type(error).__name__)
        try:
            await self._tell(asked, Rejected("what it answered cannot be kept"), 1)
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("Run %s could not even fail", asked.run_id)
            await self._store.write(self._turns.bury, asked.run_id, error)

    async def _tell(self, asked: Asked, answer: Response | DeliveryError, most: int) -> None:
        self._carry(await self._store.write(self._turns.answered, asked, answer, most))
