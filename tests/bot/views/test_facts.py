"""Facts of signals, as people read them."""

import pytest

from bot.views.facts import fact, plain
from bot.views.signals import context


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("reason", "expired_card", "Reason: Expired card"),
        ("billing_reason", "subscription_cycle", "Billing reason: Subscription cycle"),
        ("status", "open", "Status: Open"),
        ("plan_tier", "enterprise", "Plan tier: enterprise"),
        ("attempts", 2, "Attempts: 2"),
        ("live", True, "Live: yes"),
        ("huge", 10**30, f"Huge: {10**30}"),
        ("day", "2026-03-02", "Day: 02 Mar 2026"),
        ("day", "2026-13-02", "Day: 2026-13-02"),
        ("day", "Tuesday", "Day: Tuesday"),
    ],
)
def test_a_fact_is_shown_in_words(name: str, value: object, shown: str) -> None:
    assert fact(name, value) == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("job", "node_exporter"),  # a name
        ("account_owner", "ada_agarwal"),
        ("reason", "exp_88213"),  # an id
        ("reason", "HighErrorRate"),
        ("reason", "see card_declined"),
        ("status", "HTTP_503"),
    ],
)
def test_what_is_not_plainly_a_code_stays_as_it_is(name: str, value: str) -> None:
    assert fact(name, value).endswith(f": {value}")


@pytest.mark.parametrize(
    ("name", "shown"), [("errorRate", "errorRate"), ("API_key", "API key"), ("$os", "$os")]
)
def test_a_name_with_capitals_or_signs_keeps_them(name: str, shown: str) -> None:
    assert fact(name, 1) == f"{shown}: 1"


def test_a_time_is_shown_in_the_zone_of_who_reads_it() -> None:
    shown = fact("next_attempt", "2026-03-02T09:05:00+02:00")

    assert shown.startswith("Next attempt: <!date^1772435100^")
    assert shown.endswith("|02 Mar at 07:05 UTC>")
    assert shown in context(
        "A payment failed", "stripe", [("next_attempt", "2026-03-02T07:05:00Z")]
    )


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02T09:05:00",  # nobody knows where
        "0001-01-01T00:00:00+14:00",  # no time in UTC
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_only_looks_like_a_time_stays_as_it_is(value: str) -> None:
    assert fact("at", value) == f"At: {value}"


def test_a_time_that_no_reader_could_mean_is_not_asked_of_slack() -> None:
    assert fact("until", "9999-12-31T00:00:00+00:00") == "Until: 31 Dec 9999 at 00:00 UTC"


def test_a_fact_stands_within_a_sentence_in_plain_words() -> None:
    assert plain("reason", "expired_card") == "expired card"
    assert plain("next_attempt", "2026-03-02T09:05:00+02:00") == "02 Mar 2026 at 07:05 UTC"
    assert plain("invoice_number", "AC_1107") == "AC_1107"


def test_nobody_is_called_by_what_a_stranger_writes() -> None:
    assert fact("<!here>", "<!channel> & <@U0ADA>") == (
        "&lt;!here&gt;: &lt;!channel&gt; &amp; &lt;@U0ADA&gt;"
    )
