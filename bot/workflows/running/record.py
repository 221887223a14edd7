"""What is kept of a step for people to look at: secrets left out, long texts cut."""

import re
from collections.abc import Mapping
from typing import Any

from bot.desk.secrets import is_secret

LONGEST_TEXT, MOST_ITEMS, DEEPEST = 500, 20, 6
# what is in a link may open something: an address keeps its path, not its query
_QUERY = re.compile(r"(https?://[^\s?#>|]+)[?#][^\s>|]+")


def shown(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Return a value as it may be kept."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        kept = list(value.items())[:MOST_ITEMS]
        return {
            str(key): "[secret]" if is_secret(str(key)) else shown(one, depth + 1)
            for key, one in kept
        }
    if isinstance(value, list | tuple):
        more = [f"… {len(value) - MOST_ITEMS} more"] if len(value) > MOST_ITEMS else []
        return [shown(one, depth + 1) for one in value[:MOST_ITEMS]] + more
    if isinstance(value, str):
        text = _QUERY.sub(r"\1?…", str(value)).replace("\0", "")  # PostgreSQL keeps none of them
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    return value if isinstance(value, int | float | bool | None) else str(value)
