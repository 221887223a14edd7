"""`bellhop oncall`: who is on call, and who takes over."""

from datetime import datetime
from typing import Annotated

from bot.cli.session import finish
from bot.cli.table import show_table
from bot.cli.times import time_option
from bot.clock import SystemClock
from bot.config.load import load
from bot.config.oncall import Rotation
from bot.desk.oncall import next_shift, shift
from bot.settings import Settings


def oncall(
    at: Annotated[datetime | None, time_option("At another time; in UTC.")] = None,
) -> None:
    """Say who is on call in each rotation of bellhop.yml, until when, and who takes over."""
    when = at or SystemClock().now()
    rotations = finish(_rotations())
    rows = [_row(name, rotation, when) for name, rotation in rotations.items()]
    titles = ("rotation", "on call", "until (UTC)", "then")
    show_table(titles, rows, "No rotation: write one under `oncall:` in bellhop.yml.")


async def _rotations() -> dict[str, Rotation]:
    return load(Settings.load().config_path).oncall


def _row(name: str, rotation: Rotation, at: datetime) -> tuple[object, ...]:
    if not rotation.rotation:
        return name, "whom PagerDuty says", None, None
    now, following = shift(rotation, at), next_shift(rotation, at)
    return name, now.agent, now.ends, following.agent if following else None
