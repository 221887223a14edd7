"""Paths: when people are called where bellhop.yml says nothing, and what it may say."""

from itertools import accumulate

import pytest
from pydantic import ValidationError

from bot.config.load import parse
from bot.config.paths import Path
from bot.config.span import Span
from bot.desk.desk import Desk, Identity
from bot.desk.paging.paths import ANSWER_WITHIN, default_path, path_named
from store.threads import Severity
from tests.desk.paging.calls import ONCALL

STEP = {"notify": {"oncall": True}, "wait": "5m"}


@pytest.mark.parametrize(
    ("severity", "answer", "again", "managers", "times"),
    [
        (Severity.SEV1, "5m", "10m", "15m", 6),
        (Severity.SEV2, "15m", "30m", "60m", 6),
        (Severity.SEV3, "4 business hours", "1 business day", "2 business days", 2),
    ],
)
def test_who_is_called_when(
    severity: Severity, answer: str, again: str, managers: str, times: int
) -> None:
    desk = Desk(parse(ONCALL.encode()), Identity("T", "U", "B", "https://x"))
    name = default_path(desk, None, severity)
    path = path_named(desk, str(name), severity)

    assert path is not None
    assert ANSWER_WITHIN[severity] == Span.parse(answer)
    assert [step.notify.manager for step in path.steps] == [False, False, True]
    waits = [step.wait.length for step in path.steps]
    assert list(accumulate(waits))[:2] == [Span.parse(one).length for one in (again, managers)]
    assert {step.wait.count for step in path.steps} == {Span.parse(again).count}
    assert path.repeat + 1 == times


def test_nobody_is_called_for_what_is_cosmetic() -> None:
    desk = Desk(parse(ONCALL.encode()), Identity("T", "U", "B", "https://x"))

    assert default_path(desk, None, Severity.SEV4) is None


@pytest.mark.parametrize(
    "wrong", [{"repeat": 6}, {"steps": []}, {"steps": [{**STEP, "wait": "0m"}]}]
)
def test_what_no_path_may_say(wrong: dict[str, object]) -> None:
    Path.model_validate({"steps": [STEP], "repeat": 5})
    with pytest.raises(ValidationError):
        Path.model_validate({"steps": [STEP], **wrong})
