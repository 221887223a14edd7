"""Naming a bug without repeating what it was about: exceptions quote people's words."""

import traceback

from bot.delivery.outbox import WouldLeak
from bot.errors import BotError

OURS = (BotError, WouldLeak, LookupError)  # their texts name things, not what someone wrote


def located(error: BaseException) -> str:
    """Return an error's type and where it was raised, with its text only when we wrote it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    place = f" in {own[-1].name}, line {own[-1].lineno}" if own else ""
    text = f": {error}" if isinstance(error, OURS) else ""
    return f"{type(error).__name__}{text}{place}"
