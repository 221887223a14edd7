"""Templates: what they fill in, what they leave to be seen, and what they refuse."""

from datetime import UTC, datetime

import pytest

from bot.workflows.language.templates import PLAIN, SLACK, URL, Broken, Template, Unfilled, problems
from tests.workflows.given import NAMES, facts


def test_fields_are_filled_in() -> None:
    template = Template("{{ thread.ref }} of {{customer.name}} is {{ thread.priority }}", NAMES)
    known = facts(thread__ref="T-1001", customer__name="Acme", thread__priority="high")

    assert template.text(known) == "T-1001 of Acme is high"


def test_what_comes_from_outside_cannot_mention_anybody() -> None:
    known = facts(customer__name="<!channel> & <@U0ADA>", message__text="see <https://a.example>")

    assert Template("{{ customer.name }}", NAMES).text(known, SLACK) == (
        "&lt;!channel&gt; &amp; &lt;@U0ADA&gt;"
    )
    assert Template("{{ message.text }}", NAMES).text(known) == "see <https://a.example>"


def test_in_an_address_what_is_filled_in_is_quoted() -> None:
    known = facts(contact__email="a b/../c?d=e@x.example")

    filled = Template("users/{{ contact.email }}", NAMES).text(known, URL)
    assert filled == "users/a%20b%2F..%2Fc%3Fd%3De%40x.example"


def test_what_has_no_value_stays_visible() -> None:
    template = Template("Hello {{ contact.name }}, {{ event.body.city }}", NAMES)

    with pytest.raises(Unfilled) as gaps:
        template.text(facts(contact__name=None))
    assert gaps.value.text == "Hello {{ contact.name }}, {{ event.body.city }}"
    assert gaps.value.missing == ["contact.name", "event.body.city"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ event.body.link }}",
        "{{ event.body.results.0.url }}",
        "{{ (event.body.results | first).url }}",
        "{% for one in event.body.items %}{{ one.name }}{% endfor %}",
    ],
)
def test_what_another_system_did_not_answer_is_a_gap_too(words: str) -> None:
    answer: dict[str, object] = {"results": [], "items": [{"id": 1}]}

    with pytest.raises(Unfilled) as gap:
        Template(f"see {words}", NAMES).text(facts(event__body=answer))
    assert gap.value.text == f"see {words}"
    assert answer["results"] == []


def test_an_answer_may_have_a_key_that_is_a_method_of_python() -> None:
    answer = {"items": [1, 2], "values": {"keys": 3}}

    template = Template("{{ event.body.items }} {{ event.body.values.keys }}", NAMES)
    assert template.text(facts(event__body=answer)) == "1, 2 3"


def test_a_default_fills_the_gap() -> None:
    template = Template("Hello {{ contact.name | default('there') }}", NAMES)

    assert template.text(facts(contact__name=None)) == "Hello there"
    assert template.text(facts(contact__name="Carol")) == "Hello Carol"


def test_values_read_as_people_write_them() -> None:
    known = facts(
        thread__answered=True,
        thread__hours_open=3.0,
        thread__labels=["a", "b"],
        now=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )
    words = "{{ thread.answered }} {{ thread.hours_open }} {{ thread.labels }} {{ now }}"

    assert Template(words, NAMES).text(known, PLAIN) == "yes 3 a, b 2026-03-02 09:00 UTC"


def test_one_expression_alone_keeps_its_type() -> None:
    known = facts(event__body={"items": [1, 2], "n": 5}, thread__title="x")

    assert Template("{{ event.body }}", NAMES).value(known) == {"items": [1, 2], "n": 5}
    assert Template("{{ event.body.n }}", NAMES).value(known) == 5
    assert Template("{{ event.body.n + 1 }}", NAMES).value(known) == 6
    assert Template("{{ event.body.missing }}", NAMES).value(known) is None
    assert Template("n: {{ event.body.n }}", NAMES).value(known) == "n: 5"


@pytest.mark.parametrize(
    "words",
    [
        "{{ thread.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ thread['__init__'] }}",
        "{{ thread.title.format.__globals__ }}",
    ],
)
def test_nothing_of_python_can_be_reached(words: str) -> None:
    template = Template(words, NAMES)

    with pytest.raises((Broken, Unfilled)):
        template.text(facts(thread__title="x"))


def test_a_template_cannot_fill_the_memory() -> None:
    with pytest.raises(Broken, match="more than"):
        Template("{{ 'x' * 200000 }}", NAMES).text(facts())
    with pytest.raises(Broken):
        Template("{% for a in range(10**9) %}x{% endfor %}", NAMES).text(facts())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("{{ thread.titel }}", "did you mean thread.title?"),
        ("{{ nobody.name }}", "names nobody.name"),
        ("{{ thread.title", "is no template"),
        ("{{ thread.title | shout }}", "is no template"),
        ("{{ thread }}", "names thread, which there is not"),
        ("{{ thread.title.size }}", "names thread.title.size"),
    ],
)
def test_what_cannot_be_filled_in_is_found_before(words: str, message: str) -> None:
    assert message in "\n".join(problems(words, NAMES))


@pytest.mark.parametrize(
    "words",
    [
        "{{ thread.ref }}",
        "{{ event.body.deep['and deeper'] }}",
        "{% for word in thread.labels %}{{ word }} {% endfor %}",
        "{% set who = contact.name %}{{ who }}",
        "{{ customer.external.stripe }}",
    ],
)
def test_what_is_right_has_no_problems(words: str) -> None:
    assert list(problems(words, NAMES)) == []


def test_a_pattern_finds_a_part_of_a_text() -> None:
    known = facts(message__text="where is order #5002, or <mailto:a@b.example|a@b.example>?")
    number = "{{ message.text | find('order[ #]{0,2}([0-9]{4})') }}"
    email = "{{ message.text | find('[a-z0-9._+-]+@[a-z0-9.-]+') }}"

    assert Template(number, NAMES).value(known) == "5002"
    assert Template(f"ORD-{number}", NAMES).text(known) == "ORD-5002"
    assert Template(email, NAMES).value(known) == "a@b.example"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("expired_card", "expired card"),
        ("2026-03-05", "05 Mar 2026"),
        ("2026-03-05T09:30:00Z", "05 Mar 2026 at 09:30 UTC"),
        ("the file expired_card.csv", "the file expired_card.csv"),
        ("exp_88213", "exp_88213"),
        (3, "3"),
        (True, "yes"),
    ],
)
def test_a_code_is_read_as_words_and_a_text_as_it_is(value: object, read: str) -> None:
    assert (
        Template("{{ event.body.x | words }}", NAMES).text(facts(event__body={"x": value})) == read
    )


def test_what_has_no_value_has_no_words() -> None:
    with pytest.raises(Unfilled) as gaps:
        Template("{{ contact.name | words }}", NAMES).text(facts(contact__name=None))
    assert gaps.value.missing == ["contact.name"]


def test_a_pattern_that_finds_nothing_leaves_no_word_in_a_text() -> None:
    words = "{{ message.text | find('[0-9]+') }}"
    known = facts(message__text="no number")

    assert Template(words, NAMES).value(known) is None
    with pytest.raises(Broken, match="comes to nothing"):
        Template(f"number {words}", NAMES).text(known)


def test_a_pattern_that_is_none_is_found_before_it_is_used() -> None:
    [problem] = problems("{{ message.text | find('(') }}", NAMES)

    assert problem == "( is no pattern: missing ): ("
