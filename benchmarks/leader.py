"""Somebody who declares incidents, one after the other, and leads each to its end."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import aiohttp

from playground import Slack
from playground.outages import Outages

KEY = "k" * 32  # of the API, PagerDuty and Statuspage
PAUSE = (0.1, 1.0)  # seconds between two things that they do
AGAIN = 0.3  # seconds until what was not taken is asked again
LED = 12.0  # seconds before the end: no incident begins any more
WORDS = ["Something is broken.", "We know why.", "It works again."]
STEPS: Mapping[str, Mapping[str, str]] = {
    "acknowledge": {"agent": "olga"},
    "updates": {"agent": "olga", "public": WORDS[1], "status": "identified"},
    "status": {"agent": "olga", "status": "monitoring"},
    "resolve": {"agent": "olga", "root_cause": "A full disk", "public": WORDS[2]},
}


class Leader:
    """Leads over HTTP, and asks again whatever nobody took; `led` are the threads of incidents."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v1"
        self.led: list[str] = []

    async def lead_until(self, end: float) -> None:
        """Lead until that time, in seconds of the monotonic clock."""
        headers = {"Authorization": f"Bearer {KEY}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            while time.monotonic() < end - LED:
                page = await self._asked(session, "GET", "threads?limit=200")
                new = [one["ref"] for one in page["items"] if one["ref"] not in self.led]
                if new:
                    await self._lead(session, random.choice(new))
                await asyncio.sleep(random.uniform(*PAUSE))

    async def _lead(self, session: aiohttp.ClientSession, ref: str) -> None:
        said = {"agent": "ada", "title": "The API is down", "public": WORDS[0], "severity": "SEV1"}
        declared = await self._asked(session, "POST", f"threads/{ref}/incident", said)
        self.led.append(ref)
        for step, words in STEPS.items():
            await asyncio.sleep(random.uniform(*PAUSE))
            await self._asked(session, "POST", f"incidents/{declared['id']}/{step}", words)

    async def _asked(
        self, session: aiohttp.ClientSession, method: str, path: str, said: object = None
    ) -> Any:
        """Ask until it was taken; 409: it was done already, and only the answer was lost."""
        headers = {"Idempotency-Key": path}
        while True:
            try:
                url = f"{self._url}/{path}"
                async with session.request(method, url, json=said, headers=headers) as answer:
                    if answer.status in (200, 201, 409):
                        return await answer.json()
                    if answer.status < 500:
                        raise RuntimeError(f"{path}: {answer.status} {await answer.text()}")
            except aiohttp.ClientError:
                pass  # whoever had it is dead
            await asyncio.sleep(AGAIN)


def wrong_in(slack: Slack, outages: Outages, led: list[str]) -> dict[str, int]:
    """Count what should be there once for each incident and is not."""
    channels = Counter(one.name for one in slack.channels.values())
    pages = Counter(one.key for one in outages.pagerduty.incidents)
    told = [
        [update["body"] for update in one["incident_updates"][::-1]]
        for one in outages.statuspage.incidents
    ]
    rings = [one for one in outages.pagerduty.incidents if one.is_open]
    return {
        "incidents have not one channel": sum(
            channels[f"incident-{ref.lower()}"] != 1 for ref in led
        ),
        "incidents did not page once": abs(len(pages) - len(led)),
        "pages came twice": sum(times > 1 for times in pages.values()),
        "phones still ring": len(rings),
        "incidents are not once on the status page": abs(len(told) - len(led)),
        "status pages do not say it once and in order": sum(one != WORDS for one in told),
    }
