"""A process: one replica of a bot that is killed at random moments, with a short lease."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from benchmarks.children import asked, say
from benchmarks.leader import KEY
from benchmarks.quick import lift_limits
from bot.app import Bellhop
from bot.config.load import parse
from bot.settings import Settings
from playground.outages.statuspage import PAGE

CONFIG = """
desk: {{name: Example, timezone: UTC, triage: C0TRIAGE, alerts: C0ALERTS}}
agents: {{ada: {{slack: U0ADA}}, ben: {{slack: U0BEN}}, olga: {{slack: U0OLGA, teams: [engineering]}}}}
teams: {{engineering: {{}}}}
oncall: {{engineering: {{timezone: UTC, rotation: [olga]}}}}
integrations:
  pagerduty: {{routing_key_env: PAGERDUTY, events_url: "{outages}/pagerduty", private: true}}
  statuspage: {{page: {page}, key_env: STATUSPAGE, url: "{outages}/statuspage", private: true}}
customers:
  acme: {{channels: [C0ACME], domains: [acme.example]}}
  globex: {{channels: [C0GLOBEX], domains: [globex.example]}}
channels: {{default: {{mode: each_message}}}}
acknowledgement: {{delay: 2s}}
courier: {{lease: {lease}s}}
"""


class OneKey(Settings):
    """An environment in which one key opens everything."""

    def secret(self, name: str) -> SecretStr:
        """Return it, whatever it is called."""
        return SecretStr(KEY)


async def serve(
    database: str, slack: str, token: str, secret: str, lease: int, outages: str
) -> None:
    """Serve until we are killed; Slack's own limits are lifted, so that more is on its way."""
    lift_limits()
    settings = OneKey(
        slack_bot_token=SecretStr(token),
        slack_signing_secret=SecretStr(secret),
        slack_api_url=slack,
        database_url=database,
        workflows_path=Path("no-workflows"),
        api_token=SecretStr(KEY),
        port=0,
    )
    config = CONFIG.format(lease=lease, outages=outages, page=PAGE)
    bot = Bellhop(settings, parse(config.encode()))
    await bot.open()
    await bot.listen()
    bot.work()
    say({"url": bot.url, "name": bot.courier.name})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
