"""Selection: nothing that matches is ruled out, and little that does not is looked at."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.workflows.files.reading import Conditions
from bot.workflows.language.conditions import ALWAYS
from bot.workflows.language.definition import Trigger, Workflow
from bot.workflows.language.fields import TRUTH
from bot.workflows.language.selection import Entry, Selection, key_of
from store.workflows import Mode
from tests.workflows.given import NAMES, condition, facts

WORDS = st.sampled_from(["a", "B", "ab", "straße", "STRASSE", "ß", "é", "É", "x.y", "(", ""])
LEAVES = st.one_of(
    st.builds(lambda v: {"customer.tier": v}, st.sampled_from(["free", "enterprise"])),
    st.builds(lambda v: {"customer.tier": {"not_equals": v}}, st.sampled_from(["free"])),
    st.builds(lambda v: {"thread.title": {"contains": v}}, WORDS.filter(bool)),
    st.builds(lambda v: {"thread.title": {"contains": [v, "zz"]}}, WORDS.filter(bool)),
    st.builds(lambda v: {"thread.title": v}, WORDS),
    st.builds(lambda v: {"thread.title": {"matches": v}}, st.sampled_from(["^a", "b$", "ss"])),
    st.builds(lambda v: {"thread.labels": {"has_label": v}}, WORDS.filter(bool)),
    st.builds(lambda v: {"thread.answered": v}, st.booleans()),
    st.builds(lambda v: {"thread.priority": {"greater_than": v}}, st.sampled_from(["low", "high"])),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=4,
)


def entry(position: int, written: object) -> Entry:
    trigger = Trigger("thread.created", ALWAYS)
    workflow = Workflow(
        name=f"w{position}",
        description="",
        triggers=(trigger,),
        when=condition(written),
        steps=(),
        mode=Mode.live,
        names=NAMES,
    )
    return Entry(position, position, workflow, Mode.live, trigger)


@given(
    st.lists(CONDITIONS, min_size=1, max_size=8),
    st.sampled_from(["free", "enterprise", None]),
    st.text(alphabet="aAbBßsSéÉ.xy(", max_size=8),
    st.lists(WORDS.filter(bool), max_size=2),
    st.booleans(),
)
def test_what_matches_is_always_selected(
    written: list[Any], tier: str | None, title: str, labels: list[str], answered: bool
) -> None:
    entries = [entry(place, one) for place, one in enumerate(written)]
    known = facts(
        customer__tier=tier,
        thread__title=title,
        thread__labels=labels,
        thread__answered=answered,
        thread__priority="normal",
    )

    selected, _ = Selection(entries).of(known, after=-1)
    matching = [one.position for one in entries if one.condition.judge(known).matched]
    assert set(matching) <= {one.position for one in selected}
    assert [one.position for one in selected] == sorted(one.position for one in selected)


def test_of_a_thousand_workflows_one_is_looked_at() -> None:
    entries = [
        entry(place, {"thread.title": {"contains": f"word{place}!"}}) for place in range(500)
    ]
    entries += [
        entry(place, {"thread.labels": {"has_label": f"l{place}"}}) for place in range(500, 1000)
    ]
    known = facts(thread__title="this is word77!", thread__labels=[])

    selected, found_by = Selection(entries).of(known, after=-1)
    assert [one.position for one in selected] == [77]
    assert found_by == {"thread.labels": [], "thread.title": "this is word77!"}
    assert Selection(entries).of(known, after=77)[0] == []


def test_what_each_workflow_has_values_of_its_own_for_is_not_looked_up() -> None:
    names = NAMES.plus({"vars.on": TRUTH})
    reader = Conditions(names)
    own = reader.read({"all": [{"vars.on": True}, {"thread.title": "x"}]}, ())

    found = key_of(own)
    assert found is not None
    assert found.path == "thread.title"
