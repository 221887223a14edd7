"""The rules for interactive elements."""

import re
from collections.abc import Callable, Mapping

from playground.blocks.node import Node, Text

MAX_ACTION_ID = 255
MAX_OPTIONS = 100
MAX_CHOICES = 10  # of radio buttons and checkboxes
MAX_OVERFLOW = 5
MAX_INPUT = 3000
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")
COMMON = ("action_id", "confirm", "focus_on_load")
FIELD = ("action_id", "focus_on_load", "placeholder", "initial_value", "dispatch_action_config")


def check_element(node: Node) -> None:
    """Check one element by its own rules; where it stands is the block's business."""
    node.string("action_id", MAX_ACTION_ID)
    if confirm := node.child("confirm"):
        _confirm(confirm)
    RULES[node.type](node)


def check_image(node: Node) -> None:
    node.only(("image_url", "slack_file", "alt_text", "image_width", "image_height", "image_bytes"))
    node.string("image_url", 3000)
    node.string("alt_text", 2000, required=True)
    if not {"image_url", "slack_file"} & node.value.keys():
        node.complain("must define either image_url or slack_file")


def _confirm(node: Node) -> None:
    node.only(("title", "text", "confirm", "deny", "style"))
    node.text("title", 100, required=True)
    node.text("text", 300, "any", required=True)
    node.text("confirm", 30, required=True)
    node.text("deny", 30, required=True)
    node.one_of("style", ("primary", "danger"))


def _button(node: Node) -> None:
    node.only((*COMMON, "text", "url", "value", "style", "accessibility_label"))
    node.text("text", 75, required=True)
    node.string("url", 3000)
    node.string("value", 2000)
    node.string("accessibility_label", 75)
    node.one_of("style", ("primary", "danger"))


def _static(node: Node) -> None:
    several = ("max_selected_items", "initial_options")
    single = ("initial_option",)
    extra = several if node.type.startswith("multi_") else single
    node.only((*COMMON, "placeholder", "options", "option_groups", *extra))
    node.text("placeholder", 150)
    if "option_groups" in node.value:
        for group in node.items("option_groups", MAX_OPTIONS):
            group.only(("label", "options"))
            group.text("label", 75, required=True)
            _options(group, MAX_OPTIONS, "plain_text")
    else:
        _options(node, MAX_OPTIONS, "plain_text")
    _initial(node)


def _picked(*extra: str) -> Callable[[Node], None]:
    """The rule for selects whose choices Slack knows by itself, or asks the app for."""

    def rule(node: Node) -> None:
        node.only((*COMMON, "placeholder", *extra))
        node.text("placeholder", 150)

    return rule


def _overflow(node: Node) -> None:
    node.only((*COMMON, "options"))
    _options(node, MAX_OVERFLOW, "plain_text", ("url",))


def _choices(node: Node) -> None:
    node.only((*COMMON, "options", "initial_option", "initial_options"))
    _options(node, MAX_CHOICES, "any")
    _initial(node)


def _datepicker(node: Node) -> None:
    node.only((*COMMON, "placeholder", "initial_date"))
    node.text("placeholder", 150)
    if not DATE.fullmatch(str(node.value.get("initial_date") or "2000-01-01")):
        node.complain("invalid date, should be YYYY-MM-DD", "initial_date")


def _timepicker(node: Node) -> None:
    node.only((*COMMON, "placeholder", "initial_time", "timezone"))
    node.text("placeholder", 150)
    if not TIME.fullmatch(str(node.value.get("initial_time") or "00:00")):
        node.complain("invalid time, should be HH:mm", "initial_time")


def _datetimepicker(node: Node) -> None:
    node.only((*COMMON, "initial_date_time"))
    at = node.value.get("initial_date_time", 1_000_000_000)
    if not isinstance(at, int) or len(str(at)) != 10:
        node.complain("must be a timestamp in seconds of 10 digits", "initial_date_time")


def _typed(node: Node) -> None:
    node.only((*FIELD, "multiline", "min_length", "max_length"))
    node.text("placeholder", 150)
    node.string("initial_value", MAX_INPUT)
    least, most = node.value.get("min_length", 0), node.value.get("max_length", MAX_INPUT)
    if not (0 <= least <= most <= MAX_INPUT):
        node.complain("min_length and max_length must be between 0 and 3000", "max_length")


def _number(node: Node) -> None:
    node.only((*FIELD, "is_decimal_allowed", "min_value", "max_value"))
    node.require("is_decimal_allowed")
    node.text("placeholder", 150)
    for name in ("initial_value", "min_value", "max_value"):
        node.string(name, 50)


def _address(node: Node) -> None:
    node.only(FIELD)
    node.text("placeholder", 150)


def _file_input(node: Node) -> None:
    node.only(("action_id", "filetypes", "max_files"))
    if not 1 <= node.value.get("max_files", 1) <= 10:
        node.complain("must be between 1 and 10", "max_files")


def _options(node: Node, most: int, kind: Text, extra: tuple[str, ...] = ()) -> None:
    for option in node.items("options", most):
        option.only(("text", "value", "description", *extra))
        option.text("text", 75, kind, required=True)
        option.string("value", 150, required=True)
        option.text("description", 75, kind)
        option.string("url", 3000)


def _initial(node: Node) -> None:
    """What is chosen at the start must be one of the choices, to the letter."""
    groups = node.value.get("option_groups") or [node.value]
    choices = [_same(option) for group in groups for option in group.get("options", ())]
    chosen = [*node.value.get("initial_options", ())]
    if node.value.get("initial_option") is not None:
        chosen.append(node.value["initial_option"])
    if "initial_options" in node.value and not chosen:
        node.complain("no fewer than 1 items allowed", "initial_options")
    if any(_same(option) not in choices for option in chosen):
        node.complain("must match one of the given options", "initial_option")


def _same(option: Mapping[str, object]) -> tuple[object, object]:
    text = option.get("text")
    return option.get("value"), text.get("text") if isinstance(text, dict) else text


RULES: Mapping[str, Callable[[Node], None]] = {
    "button": _button,
    "static_select": _static,
    "multi_static_select": _static,
    "external_select": _picked("initial_option", "min_query_length"),
    "multi_external_select": _picked("initial_options", "min_query_length", "max_selected_items"),
    "users_select": _picked("initial_user"),
    "multi_users_select": _picked("initial_users", "max_selected_items"),
    "conversations_select": _picked(
        "initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"
    ),
    "multi_conversations_select": _picked(
        "initial_conversations", "default_to_current_conversation", "max_selected_items", "filter"
    ),
    "channels_select": _picked("initial_channel", "response_url_enabled"),
    "multi_channels_select": _picked("initial_channels", "max_selected_items"),
    "overflow": _overflow,
    "radio_buttons": _choices,
    "checkboxes": _choices,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "datetimepicker": _datetimepicker,
    "plain_text_input": _typed,
    "number_input": _number,
    "email_text_input": _address,
    "url_text_input": _address,
    "rich_text_input": _address,
    "file_input": _file_input,
}
SELECTS = frozenset(type_ for type_ in RULES if type_.endswith("_select"))
SINGLE = frozenset(type_ for type_ in SELECTS if not type_.startswith("multi_"))
CHOSEN = frozenset({"radio_buttons", "checkboxes", "datepicker", "timepicker"})
IN_SECTION = SELECTS | CHOSEN | {"button", "overflow", "image"}
IN_ACTIONS = SINGLE | CHOSEN | {"button", "overflow", "datetimepicker"}
IN_INPUT = frozenset(RULES) - {"button", "overflow"}
