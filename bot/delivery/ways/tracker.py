"""The way to a tracker: what was made in doubt is looked for before it is made again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.limits import Limit
from bot.delivery.way import Answer
from bot.delivery.ways.system import System, Verb
from bot.errors import Rejected, Unreachable
from bot.integrations.trackers.api import Gone
from bot.integrations.trackers.tracker import Draft, Tracker

LIMIT = Limit(timedelta(seconds=1), burst=20)  # well below what any of them allows


# a file of Slack's by its name and id, without the secrets in it
Fetch = Callable[[str, str], Awaitable[bytes]]


def tracker_way(
    name: str, tracker: Tracker, now: Callable[[], datetime], fetch: Fetch | None
) -> System:
    """Return the way to one tracker."""
    desk = _Verbs(name, tracker, now, fetch)
    verbs = {
        "create": Verb(desk.create, desk.created, requests=2),
        "comment": Verb(desk.comment, desk.commented, requests=2),
        "point_back": Verb(desk.point_back),
        "read": Verb(desk.read, requests=2),
        "attach": Verb(desk.attach, desk.attached, requests=3),
    }
    return System(name, LIMIT, verbs, tracker.probe, tracker.mismatches)


@dataclass(frozen=True)
class _Verbs:
    name: str
    tracker: Tracker
    now: Callable[[], datetime]
    fetch: Fetch | None

    async def create(self, draft: Draft, tried: datetime | None) -> Answer:
        return {"issue": await self.tracker.create(draft)}

    async def created(self, since: datetime, draft: Draft, tried: datetime | None) -> Answer | None:
        """Believe a search that finds nothing only when it had the time to learn of it."""
        issue = await self.tracker.created(draft.key, since)
        if issue is not None:
            return {"issue": issue}
        behind = self.tracker.behind
        if tried is not None and self.now() - tried < behind:
            why = f"{self.name}: its search may not know yet whether the issue is there"
            raise Unreachable(why, behind, in_doubt=True)
        return None

    async def comment(self, issue: str, text: str, key: str) -> Answer:
        return {"id": await self.tracker.comment(issue, text, key)}

    async def commented(self, since: datetime, issue: str, text: str, key: str) -> Answer | None:
        said = await self.tracker.commented(issue, key)
        return {"id": said} if said else None

    async def point_back(self, issue: str, back: tuple[str, str]) -> Answer:
        await self.tracker.point_back(issue, back)
        return {}

    async def attach(self, issue: str, name: str, file: str) -> Answer:
        if self.fetch is None:
            raise Rejected(f"{self.name}: nobody fetches files here")
        await self.tracker.attach(issue, name, await self.fetch(name, file))
        return {}

    async def attached(self, since: datetime, issue: str, name: str, file: str) -> Answer | None:
        return {} if name in await self.tracker.files(issue) else None

    async def read(self, issue: str) -> Answer:
        try:
            return {"issue": await self.tracker.read(issue)}
        except Gone:
            return {"issue": None}
        except Rejected as error:
            return {"issue": None, "refused": str(error)}
