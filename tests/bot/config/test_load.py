"""bellhop.yml: what it may say, and how every mistake in it is told, with its line."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.config import Config
from bot.config.hours import Country
from bot.config.load import load, parse
from bot.errors import Misconfigured
from store.agents import Role
from store.channels import Mode
from store.clocks import Target
from store.threads import Priority, Severity

EXAMPLE = Path(__file__).parents[3] / "bellhop.example.yml"
SMALLEST = "desk: {triage: C0TRIAGE}"


def read(text: str) -> Config:
    return parse(dedent(text).encode())


def problems(text: str) -> list[str]:
    with pytest.raises(Misconfigured) as error:
        read(text)
    return str(error.value).splitlines()


def test_the_example_is_right() -> None:
    config = load(EXAMPLE)

    assert config.agents["lea"].role is Role.lead
    assert config.tiers["enterprise"].priority is Priority.high
    assert config.customers["acme"].channels == ("C0ACME",)
    assert config.sla[0].severities == (Severity.SEV1,)
    assert config.channels["C0GLOBEX"].mode is Mode.each_message
    assert config.hours["office"].holidays == (
        Country("DE", "BE"),
        date(2026, 12, 24),
        date(2026, 12, 31),
    )


def test_the_smallest_file_has_defaults_for_the_rest() -> None:
    config = read(SMALLEST)

    assert config.desk.emoji.claim == "eyes"
    assert config.grouping.same_author == timedelta(hours=2)
    assert config.acknowledgement is not None
    assert config.csat.ask
    assert config.courier.attempts == 40


def test_a_team_without_a_channel_has_the_desks() -> None:
    config = read("""
        desk: {triage: C0TRIAGE}
        teams: {support: , billing: {channel: C0BILL}}
    """)

    assert config.channel_of("support") == "C0TRIAGE"
    assert config.channel_of("billing") == "C0BILL"
    assert config.channel_of(None) == "C0TRIAGE"


def test_a_key_without_a_value_counts_as_not_there() -> None:
    config = read("""
        desk:
          triage: C0TRIAGE
          alerts:
        agents:
        tiers:
          free:
    """)

    assert config.desk.alerts is None
    assert config.agents == {}
    assert config.tiers["free"].priority is Priority.normal


@pytest.mark.parametrize("off", ["false", "off", "no", "False", "'off'"])
def test_an_acknowledgement_can_be_off_however_yaml_spells_it(off: str) -> None:
    config = read(f"""
        desk: {{triage: C0TRIAGE}}
        acknowledgement: {off}
        tiers: {{free: {{acknowledgement: {off}}}, paid: {{acknowledgement: Hello}}, other: {{}}}}
    """)

    assert config.acknowledgement is None
    assert config.tiers["free"].acknowledgement is False
    assert config.tiers["paid"].acknowledgement == "Hello"
    assert config.tiers["other"].acknowledgement is None


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    config = read("""
        desk: {triage: C0TRIAGE}
        channels: {C0ACME: {mode: off}}
        customers: {no: {external: {crm: 0012, since: 2026-01-01}}}
        hours: {oslo: {timezone: Europe/Oslo, days: {mon: 9:00-12:00}, holidays: NO}}
    """)

    assert config.channels["C0ACME"].mode is Mode.off
    assert config.customers["no"].external == {"crm": "0012", "since": "2026-01-01"}
    assert config.hours["oslo"].holidays == (Country("NO"),)


def test_people_may_write_colons_and_capitals() -> None:
    config = read("""
        desk: {triage: C0TRIAGE, emoji: {claim: ":raised_hand:"}}
        customers: {acme: {domains: [ACME.example], contacts: [{slack: U0C, email: C@Acme.Example}]}}
    """)

    assert config.desk.emoji.claim == "raised_hand"
    assert config.customers["acme"].domains == ("acme.example",)
    assert config.customers["acme"].contacts[0].email == "c@acme.example"


def test_every_problem_is_told_at_once_in_the_order_of_the_lines() -> None:
    assert problems("""\
        desk:
          triage: support-triage
          colour: blue
        agents:
          ada: {slack: U0ADA, teams: [suport]}
          ben: {role: boss}
        teams:
          support: {hours: office}
        hours:
          night: {timezone: Europe/Atlantis, days: {mon-fry: "22:00-06:00", sat: "9-5"}}
        teams: {}
    """) == [
        "bellhop.yml:2: desk.triage: 'support-triage' is not a Slack channel id (C…)",
        "bellhop.yml:3: desk.colour: is not a key that Bellhop knows",
        "bellhop.yml:5: agents.ada.teams[0]: 'suport' is not among the teams; did you mean 'support'?",
        "bellhop.yml:6: agents.ben.role: has to be 'agent', 'lead' or 'admin'",
        "bellhop.yml:6: agents.ben.slack: is missing",
        "bellhop.yml:7: teams: is there twice, in line 7 and in line 11",
        "bellhop.yml:8: teams.support.hours: 'office' is not among the hours",
        "bellhop.yml:10: hours.night.days.mon-fry: 'mon-fry' is not a day or range of days, like mon or mon-fri",
        "bellhop.yml:10: hours.night.days.sat: '9-5' is not a shift, like 09:00-17:30",
        "bellhop.yml:10: hours.night.timezone: invalid timezone: Europe/Atlantis",
    ]  # fmt: skip


def test_a_list_whose_only_entry_is_wrong_is_not_called_empty() -> None:
    assert problems("""\
        desk: {triage: C0TRIAGE}
        agents: {kim: {slack: U0KIM}}
        paths:
          nightly: {steps: [{notify: {agent: kim}}]}
          daily: {steps: []}
    """) == [
        "bellhop.yml:4: paths.nightly.steps[0].wait: is missing",
        "bellhop.yml:5: paths.daily.steps: has to have at least 1 entry",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("agents: {ada: {slack: C0ADA}}", "agents.ada.slack: 'C0ADA' is not a Slack user id (U…)"),
        ("agents: [ada]", "agents: has to be a mapping, with one `key: value` on each line"),
        ("agents: {ada: U0ADA}", "agents.ada: has to be a mapping"),
        ("agents: {a: {slack: U0A}, b: {slack: U0A}}", "agents.b.slack: U0A is already agents.a.slack"),
        ("customers: {acme: {channels: C0ACME}}", "customers.acme.channels: has to be a list"),
        ("customers: {acme: {tier: gold}}", "customers.acme.tier: 'gold' is not among the tiers"),
        ("customers: {acme: {owner: ada}}", "customers.acme.owner: 'ada' is not among the agents"),
        ("customers: {acme: {domains: [acme]}}", "domains[0]: 'acme' is not a domain"),
        ("customers: {acme: {contacts: [{slack: U0C, email: carol}]}}", "email: 'carol' is not an e-mail address"),
        ("customers: {a: {channels: [C0A]}, b: {channels: [C0A]}}", "customers.b.channels[0]: C0A is already customers.a.channels[0]"),
        ("customers: {a: {domains: [a.example]}, b: {domains: [A.example]}}", "customers.b.domains[0]: A.example is already"),
        ("customers: {a: {contacts: [{slack: U0C}]}, b: {contacts: [{slack: U0C}]}}", "customers.b.contacts[0].slack: U0C is already"),
        ("agents: {ada: {slack: U0A}}\ncustomers: {a: {contacts: [{slack: U0A}]}}", "agents.ada.slack: U0A is already customers.a.contacts[0].slack"),
        ("customers: {a: {channels: [C0A]}, b: {}}\nchannels: {C0A: {customer: b}}", "channels.C0A.customer: C0A is already customers.a.channels[0]"),
        ("customers: {a: {channels: [C0TRIAGE]}}", "desk.triage: C0TRIAGE is a customer's channel: customers.a.channels[0]"),
        ("customers: {a: {}}\nteams: {t: {channel: C0A}}\nchannels: {C0A: {customer: a}}", "teams.t.channel: C0A is a customer's channel: channels.C0A.customer"),
        ("channels: {C0A: {customer: acme}}", "channels.C0A.customer: 'acme' is not among the customers"),
        ("customers: {a: {}}\nchannels: {default: {customer: a}}", "channels.default.customer: not every channel is of one customer"),
        ("channels: {acme: {mode: off}}", "channels.acme: 'acme' is not default or a Slack channel id (C…)"),
        ("channels: {default: {mode: some}}", "channels.default.mode: has to be 'grouped', 'each_message', 'manual' or 'off'"),
        ("sla: [{}]", "sla[0]: promises nothing: name one of first_response, "),
        ("sla: [{resolve: 1h, warn: [soon]}]", "sla[0].warn[0]"),
        ("sla: [{resolve: 1h, warn: [0%]}]", "sla[0].warn[0]"),
        ("sla: [{first_response: soon}]", "sla[0].first_response: 'soon' is not a span of time"),
        ("sla: [{first_response: 0m}]", "sla[0].first_response: has to be longer than nothing"),
        ("sla: [{first_response: 1d}]", "sla[0]: how long is a day of first_response? write 1 business day"),
        ("sla: [{first_response: 1h, tiers: [gold]}]", "sla[0].tiers[0]: 'gold' is not among the tiers"),
        ("sla: [{first_response: 1h, hours: office}]", "sla[0].hours: 'office' is not among the hours"),
        ("sla: [{first_response: 1 business day, always_on: true}]", "sla[0]: always_on counts round the clock"),
        ("sla: [{first_response: 1h, severities: [SEV5]}]", "sla[0].severities[0]: has to be 'SEV1'"),
        ("grouping: {others: 1 business hour}", "grouping.others: '1 business hour' is not a span of time"),
        ("grouping: {others: 9999d}", "grouping.others: is longer than 3650 days"),
        ("courier: {attempts: 0}", "courier.attempts: has to be greater than or equal to 1"),
        ("courier: {attempts: many}", "courier.attempts: has to be a valid integer"),
        ("csat: {ask: maybe}", "csat.ask: has to be a valid boolean"),
        ("acknowledgement: {outside_hours: 'Back {when}'}", "acknowledgement.outside_hours: braces are for {opens} only"),
        ("acknowledgement: {outside_hours: 'Back {'}", "acknowledgement.outside_hours: braces are for {opens} only"),
        ("acknowledgement: on", "acknowledgement: has to be a mapping"),
        ("tiers: {? [a, b] : {}}", "tiers: the key in line 2 is not a plain word"),
        ("tiers: &loop {free: *loop}", "tiers.free: refers to itself"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(text: str, problem: str) -> None:
    told = problems(f"{SMALLEST}\n{text}")

    assert any(problem in line for line in told), told
    assert all(
        line.split(":")[0] == "bellhop.yml" and line.split(":")[1].isdigit() for line in told
    )


def test_two_emoji_cannot_be_the_same() -> None:
    assert problems("desk: {triage: C0T, emoji: {resolve: eyes}}") == [
        "bellhop.yml:1: desk.emoji: claim, resolve, open and bypass need four different emoji"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "bellhop.yml:1: desk: is missing"),
        ("just words", "bellhop.yml:1: the file: has to be a mapping, with one `key: value`"),
        ("agents: {}", "bellhop.yml:1: desk: is missing"),
        ("desk: {triage: C0T", "bellhop.yml:1: expected ',' or '}'"),
        ("desk:\n\ttriage: C0T", "bellhop.yml:2: found character '\\t'"),
        ("desk: {}\n---\ndesk: {}", "bellhop.yml:2: "),
        ("desk: \x00", "bellhop.yml: unacceptable character"),
    ],
)
def test_a_file_that_is_no_configuration_is_told(text: str, problem: str) -> None:
    told = problems(text)

    assert told[0].startswith(problem), told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"bellhop.yml: No such file.*bellhop.example.yml"):
        load(tmp_path / "bellhop.yml")


def test_a_promise_counts_in_business_time_unless_always_on() -> None:
    config = read("""
        desk: {triage: C0TRIAGE}
        sla:
          - {first_response: 1h}
          - {first_response: 1d, always_on: true}
          - {first_response: 2 business days}
    """)

    promises = [policy.promise(Target.first_response) for policy in config.policies]
    assert [promise and promise.business for promise in promises] == [True, False, True]


unhurried = settings(deadline=None)  # a busy machine is no failure
WORDS = EXAMPLE.read_text().split()


@unhurried
@given(st.data())
def test_no_damage_to_the_file_is_worse_than_a_message(data: st.DataObject) -> None:
    lines = EXAMPLE.read_text().splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[number])))
    new = data.draw(st.sampled_from([*WORDS, "", "[]", "{}", "~", "&a", "*a", "- ", "\t", "?"]))
    lines[number] = lines[number][:start] + new + lines[number][start + len(new) :]

    with suppress(Misconfigured):
        parse("\n".join(lines).encode())
