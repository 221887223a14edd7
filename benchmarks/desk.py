"""The desk that is measured: fifty customers with a channel each."""

import json
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from benchmarks.traffic import CHANNELS, PROFILES, SECRET, channel
from bot.config.config import Config
from bot.config.load import parse
from bot.settings import Settings

BOT_TOKEN = "xoxb-benchmark"


def config(profile: str = "opening") -> Config:
    """Return bellhop.yml."""
    return parse(json.dumps(sections(profile)).encode())  # every JSON is YAML


def sections(profile: str = "opening") -> dict[str, Any]:
    """Return what bellhop.yml says."""
    tiers = ("free", "growth", "enterprise")
    customers = {
        f"customer{number:02d}": {
            "tier": tiers[number % 3],
            "channels": [channel(number)],
            "domains": [f"customer{number:02d}.example"],
            "owner": "ada",
        }
        for number in range(CHANNELS)
    }
    return {
        "desk": {"name": "Example", "timezone": "UTC", "triage": "C0TRIAGE", "alerts": "C0ALERTS"},
        "agents": {name: {"slack": f"U0{name.upper()}"} for name in ("ada", "ben", "lea")},
        "tiers": {"free": {}, "growth": {}, "enterprise": {"priority": "high"}},
        # the load is of last month: within an hour, all would be late, and telling of it be measured
        "sla": [{"first_response": "3650d", "always_on": True}],
        "customers": customers,
        "channels": {"default": {"mode": PROFILES[profile].mode}},
    }


def settings(database: str, slack_api_url: str, port: int = 0, token: str = BOT_TOKEN) -> Settings:
    """Return the environment of a bot."""
    return Settings(
        slack_bot_token=SecretStr(token),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=slack_api_url,
        database_url=database,
        workflows_path=Path("no-workflows"),
        port=port,
    )
