"""A process: the bot itself, with a thousand customers and rules for what Stripe and Segment tell."""

import asyncio
import json
from typing import Any

from pydantic import SecretStr

from benchmarks import desk
from benchmarks.children import asked, say
from benchmarks.posts import CUSTOMERS
from benchmarks.traffic import SECRET
from bot.app import Bellhop
from bot.config.load import parse
from bot.settings import Settings

PLENTY = {"rate": "99999/s", "burst": 100000, "secret_env": "SECRET"}


class OneSecret(Settings):
    """An environment in which every secret is the same."""

    def secret(self, name: str) -> SecretStr:
        """Return it, whatever it is called."""
        return SecretStr(SECRET)


def _sections() -> dict[str, Any]:
    external = (
        {"stripe": f"cus_{number}", "account": f"acct_{number}"} for number in range(CUSTOMERS)
    )
    failed = {"source": "stripe", "type": ["invoice.payment_failed"]}
    count = {"errors": {"facts.status": {"at_least": 500}}, "by": "facts.endpoint"}
    return desk.sections() | {
        "customers": {f"customer{n}": {"external": ids} for n, ids in enumerate(external)},
        "webhooks": {"stripe": PLENTY, "segment": PLENTY},
        "triggers": {
            "payment-failed": {"on": failed, "mode": "live"},
            "error-rate": {"on": {"source": "segment"}, "count": count, "mode": "live"},
        },
    }


async def serve(database: str, slack: str) -> None:
    """Serve until we are killed."""
    settings = OneSecret.model_validate(dict(desk.settings(database, slack)))
    bot = Bellhop(settings, parse(json.dumps(_sections()).encode()))
    await bot.open()
    await bot.listen()
    bot.work()
    say({"url": bot.url})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
