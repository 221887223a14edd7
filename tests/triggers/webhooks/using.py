"""Customers who use the product, or do not, as product analytics tells it."""

from datetime import timedelta
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.signals.watching import UNHEARD
from tests.door import CONFIG
from tests.triggers.webhooks.post import Posting

KNOWN = CONFIG.replace(
    "owner: ada}", "owner: ada, traits: {contract: annual}, external: {account: acct_42}}"
)
SWEPT = """
digests: {standup: off, summary: off}
triggers:
  gone-quiet:
    on: {source: segment}
    sweep: "09:00"
    where: {customer.tier: enterprise, facts.contract: annual, facts.inactive_days: {at_least: 30}}
    respond: act
    mode: live
    title: "{customer} was not seen for {facts.inactive_days} days"
    labels: [at-risk]
    to_owner: true
"""


async def tells(posting: Posting, kind: str, account: str = "acct_42", **said: Any) -> None:
    door = posting.door
    told = {
        "type": kind,
        "messageId": f"{kind}-{account}-{door.clock.now().isoformat()}-{said.get('event')}",
        "userId": "u_1",
        "context": {"groupId": account},
        "timestamp": door.clock.now().isoformat(),
        **said,
    }
    assert await posting.signed("segment", told, "SEGMENT", SchemeName.segment) == 200


async def is_annual(posting: Posting, **traits: Any) -> None:
    await tells(posting, "group", traits={"contract": "annual", **traits})


async def days(posting: Posting, count: int, *, heard: bool = True) -> None:
    """Let days pass, and the desk look at the end; others use the product, so that it is heard."""
    bot = posting.door.bot
    await bot.daily.drain()  # what is due when is known
    while count:
        step = min(count, UNHEARD.days - 1)
        count -= step
        posting.door.clock.advance(timedelta(days=step))
        if heard:
            await tells(posting, "track", "someone-else", event="Clicked")
        await bot.ledger.carry_over(bot.deps)
    await bot.daily.drain()
    await posting.door.later(seconds=61)
