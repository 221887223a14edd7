"""Times in options: days, or days with a time, in UTC."""

from datetime import UTC, datetime
from typing import Any

import typer


def time_option(text: str, *names: str) -> Any:  # noqa: ANN401 - so are typer's own options
    """Return an option that takes a time."""
    return typer.Option(*names, parser=_parsed, metavar="TIME", help=text)


def _parsed(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        why = f"'{text}' is no time: write 2026-03-01 or 2026-03-01T09:30"
        raise typer.BadParameter(why) from None
