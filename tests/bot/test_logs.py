"""Log lines: their fields, and what never gets into them."""

import json
import logging

import pytest
from aiohttp.http_exceptions import BadHttpMessage
from pydantic import SecretStr

from bot import logs
from bot.settings import Settings

pytestmark = pytest.mark.usefixtures("logging_as_before")

SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def settings() -> Settings:
    database = "postgresql+asyncpg://bellhop:pass@db/bellhop"
    return Settings(slack_signing_secret=SecretStr(SIGNING), database_url=database)


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1-2-abcDEF",
        "xoxe.xoxb-1-abc",
        "xapp-1-A0-9-abc",
        "Authorization: Bearer abc.def",
        "postgresql://bellhop:pass@db/x",
        SIGNING,
        "[parameters: ('Our export is broken',)]",
        "DETAIL: Failing row contains (Our export is broken).",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_and_words_of_people_are_hidden(
    secret: str, form: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings.model_copy(update={"log": form}))
    error = ValueError(secret)
    logging.getLogger("bot").error("It said %s", secret, exc_info=error)

    written = capsys.readouterr().err
    assert logs.HIDDEN in written
    for word in ("abc", "pass", SIGNING, "export"):
        assert word not in written


def test_json_lines_have_fields(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings.model_copy(update={"log": "json"}))
    logging.getLogger("bot").warning("Late", extra={"delivery": 7, "ref": "T-1001"})

    line = json.loads(capsys.readouterr().err)
    assert line["time"].endswith("Z")
    assert (line["level"], line["logger"], line["message"]) == ("warning", "bot", "Late")
    assert (line["delivery"], line["ref"]) == (7, "T-1001")


def test_what_is_no_http_leaves_no_line(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings)
    for error in (BadHttpMessage("Invalid character"), ValueError("A bug of ours")):
        logging.getLogger("aiohttp.server").error("Error handling request", exc_info=error)

    written = capsys.readouterr().err
    assert "A bug of ours" in written
    assert "Invalid character" not in written


def test_libraries_are_quiet(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings)
    logging.getLogger("slack_sdk.web").info("a whole request")

    assert capsys.readouterr().err == ""


def failed(after: float = 0, why: str = "refused", **fields: object) -> None:
    """Log that a worker failed, so many seconds later."""
    error = OSError(f"{why}\n[parameters: {after}]")
    record = logging.getLogger("bot").makeRecord(
        "bot",
        logging.ERROR,
        "app.py",
        1,
        "The %s worker failed",
        ("inbox",),
        (OSError, error, None),
    )
    record.__dict__ |= {**fields, "created": 1_772_442_000 + after}
    logging.getLogger("bot").handle(record)


def test_what_fails_each_second_does_not_fill_the_disk(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings)
    for second in range(61):
        failed(second)
    written = capsys.readouterr().err

    assert written.count("The inbox worker failed") == 2
    assert written.count("OSError: refused") == 2
    assert "The inbox worker failed left_out=59" in written


def test_what_is_not_the_same_is_told_at_once(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings)
    failed()
    failed(1, why="unreachable")
    failed(2, delivery=7)
    failed(3, delivery=8)
    for _ in range(2):
        logging.getLogger("bot").info("Told to stop")

    written = capsys.readouterr().err
    assert written.count("The inbox worker failed") == 4
    assert written.count("Told to stop") == 2
