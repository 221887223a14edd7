"""Components of the status page, as the dialogs of an incident ask for them."""

from collections.abc import Mapping, Sequence

from bot.views import ids
from bot.views.blocks import Block, context, question
from bot.views.elements import Option, multi_select, select
from bot.views.incidents.shown import CONDITION
from store.incidents import Condition


def asked(
    known: Sequence[str], condition: Condition, chosen: Sequence[str] = (), now: str = ""
) -> list[Block]:
    """Return the question which components do badly, and how badly; nothing where there are none."""
    if not known:
        return []
    options = [Option(name, name) for name in known]
    states = [Option(words, one.value) for one, words in CONDITION.items()]
    components = multi_select(ids.COMPONENTS, options, "None", chosen)
    state = select(ids.CONDITION, states, "How they do", condition.value)
    hint = "Their state on the status page changes; the others stay as they are."
    standing = [context(f"Now: {now}")] if now else []
    return [
        question(ids.COMPONENTS, "Components", components, hint, optional=True),
        question(ids.CONDITION, "How they do", state),
        *standing,
    ]


def not_yet(conditions: Mapping[str, Condition]) -> list[Block]:
    """Return the question which components do not work again; nothing where all do."""
    if not conditions:
        return []
    options = [Option(f"{name}: {CONDITION[state]}", name) for name, state in conditions.items()]
    element = multi_select(ids.NOT_YET, options, "None: all work again")
    return [question(ids.NOT_YET, "Components that do not work again yet", element, optional=True)]
