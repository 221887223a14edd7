"""The parts that blocks are made of: texts, buttons, lists and fields, within Slack's limits.

Figures: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from bot.views.text import clip, shorten, width

Element = dict[str, Any]

SECTION = 3_000
BUTTON = 75
VALUE = 2_000
OPTION = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
ID = 255
OPTIONS = 100
GROUPS = 100

NOTHING = "–"  # Slack refuses an empty text


class Option(NamedTuple):
    """A choice: what it is called, and what comes back."""

    text: str
    value: str


def plain(text: str, limit: int) -> Element:
    """Return a text that Slack shows as it is (emoji names apart)."""
    return {"type": "plain_text", "text": clip(text.strip(), limit) or NOTHING, "emoji": True}


def mrkdwn(text: str, limit: int = SECTION) -> Element:
    """Return a text with Slack's markup; verbatim, so that Slack adds no links or mentions."""
    shown = shorten(text.strip(), limit) or NOTHING
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


def button(
    text: str,
    action_id: str,
    value: str = "",
    style: Literal["primary", "danger"] | None = None,
    confirm: Element | None = None,
) -> Element:
    """Return a button."""
    element: Element = {
        "type": "button",
        "action_id": checked(action_id, ID),
        "text": plain(text, BUTTON),
    }
    if value:
        element["value"] = checked(value, VALUE)
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return element


def select(
    action_id: str,
    options: Sequence[Option],
    placeholder: str,
    chosen: str | None = None,
) -> Element:
    """Return a list to choose one of; there has to be at least one option."""
    element = _choices("static_select", action_id, options, placeholder)
    for option in options:
        if option.value == chosen:
            element["initial_option"] = _option(option)
            break
    return element


def overflow(action_id: str, options: Sequence[Option]) -> Element:
    """Return at most five choices behind a ⋯: it stays a ⋯, and each can be chosen again."""
    return {
        "type": "overflow",
        "action_id": checked(action_id, ID),
        "options": [_option(option) for option in options[:5]],
    }


def multi_select(
    action_id: str, options: Sequence[Option], placeholder: str, chosen: Iterable[str] = ()
) -> Element:
    """Return a list to choose several of; there has to be at least one option."""
    element = _choices("multi_static_select", action_id, options, placeholder)
    wanted = set(chosen)
    initial = [_option(option) for option in options if option.value in wanted]
    if initial:
        element["initial_options"] = initial[:OPTIONS]
    return element


def text_input(
    action_id: str,
    initial: str = "",
    placeholder: str = "",
    *,
    multiline: bool = False,
    longest: int = SECTION,
) -> Element:
    """Return a field to write in."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": checked(action_id, ID),
        "multiline": multiline,
        "max_length": longest,
    }
    if initial:
        element["initial_value"] = clip(initial, longest)
    if placeholder:
        element["placeholder"] = plain(placeholder, PLACEHOLDER)
    return element


def number_input(action_id: str, initial: str = "") -> Element:
    """Return a field for a number, which comes back as it was typed."""
    element: Element = {
        "type": "number_input",
        "action_id": checked(action_id, ID),
        "is_decimal_allowed": True,
    }
    if initial:
        element["initial_value"] = initial
    return element


def email_input(action_id: str) -> Element:
    """Return a field for an e-mail address."""
    return {"type": "email_text_input", "action_id": checked(action_id, ID)}


def date_picker(action_id: str, initial: str | None = None) -> Element:
    """Return a field for a date, which comes and goes as `2026-12-24`."""
    element: Element = {"type": "datepicker", "action_id": checked(action_id, ID)}
    if initial is not None:
        element["initial_date"] = initial
    return element


def checkboxes(action_id: str, options: Sequence[Option], chosen: Iterable[str] = ()) -> Element:
    """Return up to ten choices of which any may be made."""
    shown, wanted = list(options)[:10], set(chosen)
    element: Element = {
        "type": "checkboxes",
        "action_id": checked(action_id, ID),
        "options": [_option(option) for option in shown],
    }
    initial = [_option(option) for option in shown if option.value in wanted]
    if initial:
        element["initial_options"] = initial
    return element


def time_picker(action_id: str, initial: int | None = None) -> Element:
    """Return a field for a date and time, which comes back as seconds since 1970."""
    element: Element = {"type": "datetimepicker", "action_id": checked(action_id, ID)}
    if initial is not None:
        element["initial_date_time"] = initial
    return element


def file_input(action_id: str, kinds: Sequence[str], most: int) -> Element:
    """Return a field for at most so many files of these kinds."""
    asked = {"filetypes": list(kinds), "max_files": most}
    return {"type": "file_input", "action_id": checked(action_id, ID), **asked}


def radio(action_id: str, options: Sequence[Option], chosen: str | None = None) -> Element:
    """Return up to ten choices of which one is made."""
    shown = list(options)[:10]
    element: Element = {
        "type": "radio_buttons",
        "action_id": checked(action_id, ID),
        "options": [_option(option) for option in shown],
    }
    initial = [_option(option) for option in shown if option.value == chosen]
    if initial:
        element["initial_option"] = initial[0]
    return element


def checked(ours: str, limit: int) -> str:
    """Refuse an id or value that is too long: cut short it would mean something else."""
    if width(ours) > limit:
        raise ValueError(f"longer than the {limit} characters Slack takes: {ours[:40]}…")
    return ours


def _choices(kind: str, action_id: str, options: Sequence[Option], placeholder: str) -> Element:
    element: Element = {
        "type": kind,
        "action_id": checked(action_id, ID),
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    if len(options) <= OPTIONS:
        element["options"] = [_option(option) for option in options]
    else:
        element["option_groups"] = [
            _group(options[start : start + OPTIONS])
            for start in range(0, min(len(options), OPTIONS * GROUPS), OPTIONS)
        ]
    return element


def _group(options: Sequence[Option]) -> Element:
    half = OPTION // 2 - 2
    name = f"{clip(options[0].text, half)} – {clip(options[-1].text, half)}"
    return {"label": plain(name, OPTION), "options": [_option(option) for option in options]}


def _option(option: Option) -> Element:
    return {
        "text": plain(option.text, OPTION),
        "value": checked(option.value, OPTION_VALUE),
    }
