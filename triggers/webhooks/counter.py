"""The counter: requests are counted together as they come, and are not kept one by one."""

import logging
from collections.abc import Sequence

from bot.desk.desk import Desk
from bot.desk.rates.counting import Request, count, is_counted, rules_of
from store.database import Store
from triggers.webhooks.routes import Event, request_of, said_by
from triggers.webhooks.sender import Sender

log = logging.getLogger(__name__)


class Counter:
    """Counts what the rules with `count:` are about."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def take(self, sender: Sender, events: Sequence[Event]) -> Sequence[Event]:
        """Count the requests among these, committed when this returns; return the other events.

        Requests that cannot be counted are left to the inbox, which tries again and tells people.
        """
        if not rules_of(self._desk, sender.name):
            return events
        requests: list[Request] = []
        others: list[Event] = []
        for event in events:
            said = said_by(sender, event.arrived, event.body)
            if said is not None and is_counted(self._desk, sender.name, said.signal):
                requests.append(request_of(event.arrived, said))
            else:
                others.append(event)
        try:
            await self._store.write(count, self._desk, sender.name, requests)
        except Exception:
            log.exception("%s requests of %s could not be counted", len(requests), sender.name)
            return events
        return others
