"""Words for Slack: safe to show, and cut where it does no harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import clip, excerpt, link, one_line, quiet, quote, shorten, split, width

PINGS = re.compile(r"<[!@]")
ATOMS = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);")

WORDS = "word ``` <@U1> &lt; &amp; 🎫 <!channel> `x` < > | ßßßßßßßßß"
words = st.sampled_from(
    [*WORDS.split(), "a" * 70, "\n", "\n\n", " ", "<https://a.example/x|two words>"]
)
texts = st.one_of(
    st.text(), st.lists(words, max_size=60).map(" ".join), st.lists(words).map("".join)
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<!channel> all down", "@channel all down"),
        ("<!here|here> <!everyone>", "here @everyone"),
        ("<!subteam^S0OPS|@ops> look", "@ops look"),
        ("<@U0ADA> and <@U0BEN|ben> and <@U0WHO>", "@Ada and @ben and @someone"),
        ("see <#C0ACME|acme-support>", "see <#C0ACME|acme-support>"),
        ("<https://a.example/?a=1&amp;b=2|the docs>", "<https://a.example/?a=1&amp;b=2|the docs>"),
        ("<mailto:c@acme.example|c@acme.example>", "<mailto:c@acme.example|c@acme.example>"),
        ("<!date^0^{date}|new year>", "new year"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("a < b > c", "a &lt; b &gt; c"),
        ("<script>", "&lt;script&gt;"),
        ("<<!channel>>", "&lt;@channel&gt;"),
        ("<https://x|<!here>>", "&lt;https://x|@here&gt;"),
    ],
)
def test_what_somebody_wrote_cannot_ping(written: str, shown: str) -> None:
    assert quiet(written, {"U0ADA": "Ada"}) == shown


def test_a_name_cannot_ping_either() -> None:
    assert quiet("<@U0EVE>", {"U0EVE": "<!channel>"}) == "@&lt;!channel&gt;"


@given(texts, st.text())
def test_nothing_pings(text: str, name: str) -> None:
    assert not PINGS.search(quiet(text, {"U1": name}))


def test_a_link_cannot_be_broken_by_its_words_or_address() -> None:
    assert link("https://a.example/<x>|y z?a=1&b=2", "<b>|c") == (
        "<https://a.example/%3Cx%3E%7Cy%20z?a=1&amp;b=2|&lt;b&gt;¦c>"
    )


def test_a_quotation_marks_every_line_and_has_no_code_block() -> None:
    assert quote("It broke:\n```\nTraceback\n```") == "> It broke:\n> \n> Traceback"


def test_an_excerpt_is_few_filled_lines() -> None:
    text = "One\n\n\ntwo\nthree\nfour"

    assert excerpt(text, 100, 2, "https://s.example") == "One\ntwo … (<https://s.example|see all>)"
    assert excerpt(text, 100, 4) == "One\ntwo\nthree\nfour"


def test_shortening_ends_at_a_word_and_links_to_the_rest() -> None:
    text = "the export of our monthly report fails since this morning " * 2

    assert (
        shorten(text, 70, "https://s.example")
        == "the export of our monthly report fails … (<https://s.example|see all>)"
    )
    assert shorten(text, 20) == "the export of our …"


def test_a_code_block_goes_on_in_the_next_piece() -> None:
    log = "```\n" + "\n".join(f"line {number}" for number in range(10)) + "\n```"

    pieces = split(log, 40)

    assert len(pieces) > 1
    for piece in pieces:
        assert piece.startswith("```\n")
        assert piece.endswith("```")


@given(texts, st.integers(60, 300))
def test_pieces_fit_and_lose_no_words(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert all(0 < width(piece) <= limit for piece in pieces)
    assert bare("".join(pieces)) == bare(text)


@given(st.lists(words, max_size=80).map(" ".join), st.integers(80, 300))
def test_pieces_keep_links_whole(text: str, limit: int) -> None:
    whole = ATOMS.findall(text.replace("```", ""))

    assert ATOMS.findall("".join(split(text, limit)).replace("```", "")) == whole


@given(
    st.lists(st.sampled_from(["code", "<https://a.example|x>", "\n", "long" * 9])),
    st.integers(60, 90),
)
def test_every_piece_of_a_code_block_is_a_code_block(parts: list[str], limit: int) -> None:
    text = "Look: ```" + " ".join(parts) + "``` there"

    for piece in split(text, limit):
        assert piece.count("```") % 2 == 0


@given(texts, st.integers(30, 200))
def test_what_is_shortened_fits(text: str, limit: int) -> None:
    assert width(shorten(text, limit)) <= limit
    assert width(shorten(text, limit, "https://s.example/" + "x" * 90)) <= limit
    assert width(clip(text, limit)) <= limit
    assert width(excerpt(text, limit, 3, "https://s.example")) <= limit


def test_one_line_is_one_line() -> None:
    assert one_line("It\n broke ```\nlog```") == "It broke log"


def bare(text: str) -> str:
    """Return the text without what cutting may change: white space and code fences."""
    return re.sub(r"\s|`", "", text)
