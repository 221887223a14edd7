"""A process: one replica of a bot that is killed at random moments, with a short lease."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from benchmarks.children import asked, say
from benchmarks.quick import lift_limits
from bot.app import Bellhop
from bot.config.load import parse
from bot.settings import Settings

CONFIG = """
desk: {{name: Example, timezone: UTC, triage: C0TRIAGE, alerts: C0ALERTS}}
agents: {{ada: {{slack: U0ADA}}, ben: {{slack: U0BEN}}}}
customers:
  acme: {{channels: [C0ACME], domains: [acme.example]}}
  globex: {{channels: [C0GLOBEX], domains: [globex.example]}}
channels: {{default: {{mode: each_message}}}}
acknowledgement: {{delay: 2s}}
courier: {{lease: {lease}s}}
"""


async def serve(database: str, slack: str, token: str, secret: str, lease: int) -> None:
    """Serve until we are killed; Slack's own limits are lifted, so that more is on its way."""
    lift_limits()
    settings = Settings(
        slack_bot_token=SecretStr(token),
        slack_signing_secret=SecretStr(secret),
        slack_api_url=slack,
        database_url=database,
        workflows_path=Path("no-workflows"),
        port=0,
    )
    bot = Bellhop(settings, parse(CONFIG.format(lease=lease).encode()))
    await bot.open()
    await bot.listen()
    bot.work()
    say({"url": bot.url, "name": bot.courier.name})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**asked()))
