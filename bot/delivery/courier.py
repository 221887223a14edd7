"""The courier: the only one who sends, and the only one who tries again."""

import asyncio
import contextlib
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import zip_longest

from bot.config.upkeep import Courier as Settings
from bot.delivery.carry import carry
from bot.delivery.errand import Errand, Result
from bot.delivery.gate import Queue
from bot.delivery.kinds import ALERT, Alert, Call, Kind
from bot.delivery.located import located
from bot.delivery.metrics import Metrics
from bot.delivery.settling import Settling
from bot.delivery.turn import Turn
from bot.delivery.way import Ways, way_of
from bot.errors import DeliveryError
from bot.tasks import drain, spawn
from store.database import Store, is_passing
from store.deliveries import Delivery, DeliveryState, Urgency
from store.lanes import Lane
from store.transaction import Transaction
from store.unit import Work

__all__ = ["ALERT", "Alert", "Call", "Courier", "Kind"]

log = logging.getLogger(__name__)

LANES = 16  # sent from at once
PAGE_LANES = 64  # more, for pages alone: a system that hangs holds up no page of another
SWEEP = 1.0  # seconds
SHORTEST = 0.02  # seconds between two looks while a lane is due that another worker is taking
PROBE = 30.0  # seconds between two looks at a token that was void
ENOUGH = 0.8  # of a lease is for the call, the rest for writing down how it ended

Next = asyncio.Future[tuple[Errand | None, float]]  # what to send next, and until when
Back = tuple[Result, Next]


@dataclass(eq=False)
class Courier:
    """Takes what is due from the outbox and sends it, several lanes at once.

    `name` must be this worker's own; `chance` returns a number from 0 to 1.
    """

    store: Store
    ways: Ways
    kinds: Mapping[str, Kind]
    settings: Settings
    name: str
    alert: Alert
    chance: Callable[[], float] = random.random
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self._settling = Settling(
            self.kinds, self.settings, self.name, self.alert, self.chance, self.ways
        )
        self._queue = Queue()
        self._lanes: set[asyncio.Task[None]] = set()
        self._out: dict[int, Delivery] = {}
        self._probing: set[asyncio.Task[None]] = set()
        self._arrived = 0
        self._back: list[Back] = []
        self._turns: set[asyncio.Task[None]] = set()
        self._filling = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def work(self) -> None:
        """Send for ever, until `stop`."""
        loop = asyncio.get_running_loop()
        sweep_at = probe_at = loop.time()
        while not self._stopping.is_set():
            if loop.time() >= probe_at:
                self._probing = {spawn(self.probe(), "courier probe")}
                probe_at = loop.time() + PROBE
            sweep = loop.time() >= sweep_at
            if sweep:
                sweep_at = loop.time() + SWEEP
            await self._rest(await self._fill(sweep))

    async def drain(self) -> int:
        """Send everything that is due now, and return how many deliveries arrived."""
        before = self._arrived
        while True:
            turn = await self._fill(sweep=True)
            if self._lanes:
                await asyncio.wait(self._lanes)
            elif turn.wait is None or turn.wait > timedelta():
                return self._arrived - before

    async def stop(self, within: timedelta) -> None:
        """Take no more, let what is on its way arrive, and give back the rest."""
        self._stopping.set()
        self.store.bell.ring([Work.deliveries])
        async with self._filling:  # until what is just being taken is on its way
            pass
        await drain({*self._lanes, *self._probing}, within)
        await drain(self._turns, timedelta())  # of lanes that were given up
        if self._out:
            await self._failure(self._give_back)

    async def probe(self) -> None:
        """Try the tokens of ways whose lanes wait for a valid one, and let them go on."""
        stopped: dict[str, list[Lane]] = defaultdict(list)
        for lane in await self.store.read(lambda tx: tx.lanes.stopped()):
            stopped[way_of(lane.lane, self.ways)].append(lane)
        for way, lanes in stopped.items():
            await self._probe(way, lanes)

    async def _probe(self, way: str, stopped: Sequence[Lane]) -> None:
        try:
            await self.ways[way].probe()
        except DeliveryError as error:
            log.warning("%d lanes still wait for a valid token: %s", len(stopped), error)
            return
        await self.store.write(lambda tx: tx.lanes.resume([lane.lane for lane in stopped]))
        waited = sum(lane.due_at is not None for lane in stopped)
        log.info(
            "The token of %s is valid again: %d lanes with something to send go on", way, waited
        )

    async def _fill(self, sweep: bool) -> Turn:
        """Begin to send from as many lanes as there is room for; pages have room of their own."""
        async with self._filling:
            room, least = self._room()
            turn, deadline = await self._turn((), room, least, sweep)
            for errand in turn.errands:
                task = spawn(self._send_from(errand, deadline), f"lane {errand.delivery.lane}")
                self._lanes.add(task)
                task.add_done_callback(self._lanes.discard)
        return turn

    def _room(self) -> tuple[int, Urgency]:
        if self._stopping.is_set():
            return 0, Urgency.page
        room = LANES - len(self._lanes)
        return (room, Urgency.routine) if room > 0 else (room + PAGE_LANES, Urgency.page)

    async def _rest(self, turn: Turn) -> None:
        due_in = SWEEP if turn.wait is None else turn.wait.total_seconds()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(SWEEP, max(SHORTEST, due_in))):
                await self.store.bell.rung(Work.deliveries)

    async def _send_from(self, errand: Errand, deadline: float) -> None:
        """Send from one lane after the other while there is something due."""
        following: Errand | None = errand
        while following is not None:
            leased = following.delivery
            self._out[leased.id] = leased
            result = await carry(self.ways, following, deadline)
            following, deadline = await self._returned(result)
            self._out.pop(leased.id, None)  # when its lease ended, we may have taken it once more

    async def _returned(self, result: Result) -> tuple[Errand | None, float]:
        """Settle, with all that come back until then, and return what to send next."""
        following: Next = asyncio.get_running_loop().create_future()
        self._back.append((result, following))
        if all(task.done() for task in self._turns):
            self._turns = {spawn(self._settle(), "courier turns")}
        return await following

    async def _settle(self) -> None:
        """Take one turn after the other: what comes back meanwhile shares the next one."""
        while self._back:
            back, self._back = self._back, []
            if not await self._shared(back) and len(back) > 1:
                for alone in back:
                    await self._shared([alone])

    async def _shared(self, back: Sequence[Back]) -> bool:
        """Take one turn for all who came back; False when it broke and nobody has an answer."""
        room, least = self._room_again(len(back))
        turn, deadline = await self._turn([result for result, _ in back], room, least)
        if turn.broke and len(back) > 1:
            return False
        self._arrived += turn.kept
        for (_, following), errand in zip_longest(back, turn.errands):
            if not following.done():  # else it was too late, and is cancelled
                following.set_result((errand, deadline))
        return True

    def _room_again(self, back: int) -> tuple[int, Urgency]:
        """Return the room for those who came back; one lane too many takes pages only."""
        if self._stopping.is_set():
            return 0, Urgency.routine
        room = min(back, back + LANES - len(self._lanes))
        return (room, Urgency.routine) if room > 0 else (back, Urgency.page)

    async def _turn(
        self, results: Sequence[Result], room: int, least: Urgency, sweep: bool = False
    ) -> tuple[Turn, float]:
        """Take a turn; also return until when calls may last, well before the lease ends.

        What a bug breaks is put away, and the turn is taken again without it; one that settles
        several results is left as it is, broken.
        """
        while True:
            started = asyncio.get_running_loop().time()
            settling = replace(self._settling, ended=[])
            turn = Turn(settling, self._queue, results, room, least, sweep)
            error = await self._failure(turn)
            if error is None:
                self._count(turn)
                lease = self.settings.lease.total_seconds()
                return turn, started + lease * ENOUGH
            turn.errands, turn.kept, turn.broke = (), 0, True
            if len(results) > 1 or not await self._salvaged(turn, error):
                return turn, started
            if turn.composing is None:
                results = ()

    async def _salvaged(self, turn: Turn, error: Exception) -> bool:
        """Whether what broke is put away; with all who should know, or at least out of the way."""
        if turn.composing is None and (not turn.results or is_passing(error)):
            return False  # the database: what was sent is looked up when the lease has ended
        told = partial(turn.salvage, error=error, tell=True)
        untold = partial(turn.salvage, error=error, tell=False)
        salvaged = await self._failure(told) is None or await self._failure(untold) is None
        if salvaged:
            self._count(turn)
        return salvaged

    def _count(self, turn: Turn) -> None:
        for outcome in turn.settling.ended:  # committed: a rule may run more than once
            self.metrics.attempted(outcome)

    async def _failure(self, rule: Callable[[Transaction], None]) -> Exception | None:
        """Run a rule and return what went wrong: the worker outlives every bug in the table."""
        try:
            await self.store.write(rule)
        except Exception as error:  # noqa: BLE001 - the catch-all of the worker loop
            log.error("The courier stumbled: %s", located(error))  # noqa: TRY400 - quotes people
            return error
        return None

    def _give_back(self, tx: Transaction) -> None:
        """Let others look at once for what we could not finish."""
        for leased in self._out.values():
            if tx.deliveries.settle(leased, DeliveryState.leased, tx.now, error="interrupted"):
                tx.lanes.release(leased.lane, self.name, tx.now)
