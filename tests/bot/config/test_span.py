"""Spans of time, as people write them."""

from datetime import timedelta

import pytest

from bot.config.span import Count, Span


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("1h", timedelta(hours=1)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        (" 3D ", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, length: timedelta) -> None:
    assert Span.parse(text) == Span(length)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("4 business hours", Span(timedelta(hours=4), Count.business_time)),
        ("1 business hour", Span(timedelta(hours=1), Count.business_time)),
        ("30 Business  Minutes", Span(timedelta(minutes=30), Count.business_time)),
        ("2 business days", Span(timedelta(days=2), Count.business_days)),
    ],
)
def test_only_business_time_may_count(text: str, span: Span) -> None:
    assert Span.parse(text) == span
    assert span.business


@pytest.mark.parametrize(
    "text",
    ["", "5", "h", "1.5h", "-1h", "1 fortnight", "business hours", "1h business", "٣h", "9" * 30 + "s"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a span of time; write it like 90s"):
        Span.parse(text)


@pytest.mark.parametrize("text", ["3651d", "99999999w", "99999999 business days"])
def test_nobody_waits_longer_than_ten_years(text: str) -> None:
    with pytest.raises(ValueError, match="is longer than 3650 days"):
        Span.parse(text)
