"""The way to an outside system: a table of what it can be asked for."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.kinds import Call
from bot.delivery.limits import Limit, Quota
from bot.delivery.located import located
from bot.delivery.way import Answer
from bot.errors import Unreachable
from store.deliveries import Delivery


@dataclass(frozen=True)
class Verb:
    """One thing to ask for, with the arguments of a call.

    `find` looks for what may have been done since then; without one, a second time does no harm.
    `requests` is how many the first makes, as limits count.
    """

    send: Callable[..., Awaitable[Answer]]
    find: Callable[..., Awaitable[Answer | None]] | None = None
    requests: int = 1


@dataclass(frozen=True)
class System:
    """A system that is spoken to by verbs, and has one limit for all of them."""

    name: str
    limit: Limit
    verbs: Mapping[str, Verb]
    ask_harmless: Callable[[], Awaitable[object]]
    compare: Callable[[], Awaitable[Sequence[str]]]

    def quotas(self, call: Call, *, looking: bool) -> tuple[Quota, ...]:
        """Count every request."""
        verb = self.verbs[call.method]
        count = verb.requests if not looking else int(verb.find is not None)
        return (Quota(self.name, self.limit),) * count

    async def send(self, call: Call, _delivery: Delivery) -> Answer:
        """Ask for it."""
        return await self.ask(call.method, **call.args)

    async def ask(self, verb: str, **args: object) -> Answer:
        """Ask for something; an answer that is none is a `DeliveryError`."""
        asked = self.verbs[verb].send(**args)
        with self._understood():
            return await asked

    async def find(self, call: Call, delivery: Delivery) -> Answer | None:
        """Look for what may have been done since the delivery was queued."""
        find = self.verbs[call.method].find
        since: datetime = delivery.created_at
        asked = None if find is None else find(since=since, **call.args)
        with self._understood():
            return None if asked is None else await asked

    async def probe(self) -> None:
        """Ask for something that changes nothing."""
        with self._understood():
            await self.ask_harmless()

    async def mismatches(self) -> Sequence[str]:
        """Return what our settings say of it that is not so; nothing there is changed."""
        with self._understood():
            return await self.compare()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Say of an answer that is not as described that nobody knows what became of it."""
        try:
            yield
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            what = f"{self.name}: an answer that we do not understand ({located(error)})"
            raise Unreachable(what, in_doubt=True) from None
