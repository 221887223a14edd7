"""Promises in what agents write: which sentences are some, and until when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.hours import Schedule
from bot.desk.hours import Hours
from bot.desk.promises.spotting import spot
from bot.desk.promises.times import When

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(
    Schedule.model_validate({"timezone": "Europe/Berlin", "days": {"mon-fri": "09:00-17:30"}})
)
TUESDAY = When(datetime(2026, 3, 3, 10, 0, tzinfo=BERLIN).astimezone(UTC), BERLIN, OFFICE)

PROMISES = {
    "I'll get back to you tomorrow.": "Wed 4 17:30",
    "Thanks Carol! I will get back to you by Friday": "Fri 6 17:30",
    "We'll have a fix within two hours": "Tue 3 12:00",
    "I’ll let you know in 30 minutes": "Tue 3 10:30",
    "Let me check with the team and come back to you later today.": "Tue 3 17:30",
    "I'll check today and get back to you tomorrow": "Wed 4 17:30",
    "Tomorrow by 3 pm I'll update you": "Wed 4 15:00",
    "I'll update you by 3 p.m. tomorrow": "Wed 4 15:00",
    "We are going to deploy the fix on Thursday at noon": "Thu 5 12:00",
    "I'll send the report by EOD": "Tue 3 17:30",
    "We'll follow up next week": "Fri 13 17:30",
    "We'll follow up by the end of the week": "Fri 6 17:30",
    "I can give you an update on Monday morning": "Mon 9 12:00",
    "You'll hear from us by Wednesday": "Wed 4 17:30",
    "The fix will be live tomorrow morning": "Wed 4 12:00",
    "Expect an update from me within the next hour": "Tue 3 11:00",
    "I'll write back in two business days": "Thu 5 17:30",
    "I'll call you at 16:30": "Tue 3 16:30",
    "We will ship it on 12 March": "Thu 12 17:30",
    "We will ship it by March 12th": "Thu 12 17:30",
    "I'll reply on Saturday": "Sat 7 18:00",
    "I'll get back to you tomorrow since Friday is a holiday": "Wed 4 17:30",
    "Does it hang? I'll look into it tonight": "Tue 3 21:00",
    "I'll reply by Friday. And I'll send the log tomorrow!": "Wed 4 17:30",
    "Ich melde mich morgen bei Ihnen.": "Wed 4 17:30",
    "Danke Carol! Wir melden uns bis Freitag": "Fri 6 17:30",
    "Wir schicken Ihnen den Bericht in einer Stunde.": "Tue 3 11:00",
    "Ich schaue mir das heute noch an": "Tue 3 17:30",
    "Ich gebe Ihnen morgen früh Bescheid": "Wed 4 10:00",
    "Morgen Nachmittag melde ich mich wieder": "Wed 4 17:00",
    "Ich melde mich spätestens morgen bis 15 Uhr": "Wed 4 15:00",
    "Wir werden das bis Donnerstag, 12.30 Uhr beheben": "Thu 5 12:30",
    "Bis Ende der Woche haben wir das behoben": "Fri 6 17:30",
    "Ich prüfe das und antworte dir übermorgen": "Thu 5 17:30",
    "Wir kümmern uns in ca. 2 Stunden darum": "Tue 3 12:00",
    "Ich melde mich in zwei Werktagen": "Thu 5 17:30",
    "Das Update kommt nächste Woche": "Fri 13 17:30",
    "Der Fix ist morgen live": "Wed 4 17:30",
    "Sie hören bis Mittwoch von uns": "Wed 4 17:30",
    "Wir liefern das am 12. März aus": "Thu 12 17:30",
    "Bis zum 12.3. schicke ich dir die Datei": "Thu 12 17:30",
    "Montag morgen rufe ich Sie an": "Mon 9 12:00",
    "Guten Morgen, ich melde mich heute Abend": "Tue 3 20:00",
    "Ich rufe um 16 Uhr an": "Tue 3 16:00",
}
NO_PROMISES = (
    "Could you get back to me tomorrow?",
    "Will I get back to you tomorrow?",
    "I won't get back to you tomorrow",
    "We will not ship it on Friday",
    "I'll get back to you",
    "It broke yesterday, and I'll look into it",
    "We are closed tomorrow",
    "Please send the log by Friday",
    "> I'll get back to you tomorrow\nDid you?",
    "Use `I will send it tomorrow` as the subject",
    "I'll get back to you at 9:00",  # it is ten
    "We have two hours of logs, I'll look",
    "Your trial ends in two days",
    "Können Sie sich morgen melden?",
    "Melden Sie sich bitte morgen noch einmal",
    "Ich melde mich nicht vor Freitag",
    "Wir können das heute leider nicht prüfen",
    "Wir würden das morgen gern besprechen",
    "Guten Morgen, ich schaue es mir an",
    "Ich melde mich",
    "Wir haben morgen geschlossen",
    "Wir sehen den Fehler seit heute",
    "Wir sehen heute viele Fehler",
    "Wir haben das heute behoben",
    "Ich habe das gestern geprüft",
    "Bitte schicken Sie das Log bis Freitag",
    "> Ich melde mich morgen\nUnd?",
)


@pytest.mark.parametrize("text", PROMISES)
def test_what_is_promised_is_spotted(text: str) -> None:
    found = spot(text, TUESDAY)

    assert found is not None
    there = found.due_at.astimezone(BERLIN)
    assert f"{there:%a} {there.day} {there:%H:%M}" == PROMISES[text]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_what_is_no_promise_is_left_alone(text: str) -> None:
    assert spot(text, TUESDAY) is None


@pytest.mark.parametrize(
    ("said", "text", "due"),
    [
        ("2026-03-28 10:00", "I'll get back to you tomorrow at 9:00", "2026-03-29 07:00"),
        ("2026-03-28 10:00", "I'll get back to you within 24 hours", "2026-03-29 09:00"),
        ("2026-10-24 10:00", "I'll get back to you tomorrow at 9:00", "2026-10-25 08:00"),
        ("2026-12-31 10:00", "I'll get back to you on 2 January", "2027-01-02 17:00"),
        ("2026-03-06 18:00", "I'll get back to you by Friday", "2026-03-13 16:30"),
        ("2026-03-03 19:00", "I'll get back to you today", "2026-03-03 22:59"),
    ],
)
def test_by_the_clock_of_the_team(said: str, text: str, due: str) -> None:
    at = datetime.fromisoformat(said).replace(tzinfo=BERLIN).astimezone(UTC)

    found = spot(text, When(at, BERLIN, OFFICE))

    assert found is not None
    assert f"{found.due_at:%Y-%m-%d %H:%M}" == due


WORDS = [
    *" ".join((*PROMISES, *NO_PROMISES)).split(),
    "99",
    "31 February",
    "next",
    "\n",
    "25:61",
    "31.2.",
    "99. Mai",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_whatever_is_written_what_is_found_is_to_come(text: str) -> None:
    for promise in ("I'll get back to you", "Ich melde mich"):
        found = spot(f"{promise} {text}", TUESDAY)

        assert found is None or found.due_at > TUESDAY.at
