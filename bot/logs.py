"""How log lines look, and the last line of defence against secrets in them."""

import json
import logging
import re
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError
from pydantic import SecretStr

from bot.settings import Settings

HIDDEN = "[hidden]"
QUIET = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "pgqueuer",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
)
BROKEN = (HttpProcessingError, RequestPayloadError)
AGAIN = 60.0  # seconds
REMEMBERED = 1000
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+"  # Slack's tokens
    r"|xapp-[\w-]+"
    r"|(?<=Bearer )[^\s\"']+"
    r"|(?<=://)[^/\s@\"']+(?=@)"  # who, and with which password, in the URL of a database
)
# what a database quotes from the rows it refused: customers' words
_QUOTED = re.compile(r"\[parameters: .*|DETAIL: .*")
_STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class Discreet(logging.Formatter):
    """One line for people; whatever it says, secrets and quoted rows are not in it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, its fields and its traceback."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}{fields}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return self.cleaned(line)

    def cleaned(self, text: str) -> str:
        """Return the text without what nobody may read."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _QUOTED.sub(HIDDEN, _SECRETS.sub(HIDDEN, text))


class DiscreetJson(Discreet):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the object; fields stand beside the message."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.cleaned(record.getMessage()),
        }
        line |= {name: self._plain(value) for name, value in _fields(record).items()}
        if record.exc_info:
            line["traceback"] = self.cleaned(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)

    def _plain(self, value: object) -> object:
        return value if isinstance(value, int | float) else self.cleaned(str(value))


class Repeats(logging.Filter):
    """Leaves out warnings that were written a moment ago: workers try each second what is down."""

    def __init__(self) -> None:
        super().__init__()
        # when, and how many were left out since
        self._written: dict[Hashable, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the first one pass, and one a minute, which says how many there were."""
        if record.levelno < logging.WARNING:
            return True
        same = (record.name, record.getMessage(), str(_fields(record)), _failure(record))
        at, left_out = self._written.get(same, (record.created - AGAIN, 0))
        if record.created - at < AGAIN:
            self._written[same] = at, left_out + 1
            return False
        if len(self._written) >= REMEMBERED:
            self._written.clear()
        self._written[same] = record.created, 0
        if left_out:
            record.left_out = left_out
        return True


def configure(settings: Settings) -> None:
    """Log to stderr; the secrets of the settings are never written, wherever they turn up."""
    secrets = [s.get_secret_value() for _, s in settings if isinstance(s, SecretStr)]
    written = logging.StreamHandler()
    written.addFilter(_is_worth_a_line)
    written.addFilter(Repeats())
    written.setFormatter(DiscreetJson(secrets) if settings.log == "json" else Discreet(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[written], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Leave out that what a stranger sent was no HTTP: it was answered, and would fill the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], BROKEN))


def _failure(record: logging.LogRecord) -> str:
    """Return what went wrong, without what a database quotes, which is another each time."""
    error = record.exc_info[1] if record.exc_info else None
    return "" if error is None else f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Return what the caller gave as `extra`: the thread's reference, the delivery's id."""
    given = vars(record).items()
    return {name: value for name, value in given if name not in _STANDARD and value is not None}


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
