"""The interactive parts of blocks: finding them, and what they send when used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from playground.errors import Json, NotPossible

# What a state value is called, by kind of element; the value is what a person passes for it.
VALUES = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "overflow": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
INITIAL = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "value": "initial_value",
    "rich_text_value": "initial_value",
}
STATELESS = ("button", "overflow", "workflow_button", "feedback_buttons", "icon_button")


@dataclass(frozen=True, slots=True)
class Element:
    """An interactive element and the block it stands in."""

    block: Json
    body: Json

    @property
    def type(self) -> str:
        return str(self.body["type"])

    @property
    def action_id(self) -> str:
        return str(self.body.get("action_id", ""))

    @property
    def key(self) -> str:
        """What its state calls its value."""
        return VALUES.get(self.type, "value")


def elements_in(blocks: Iterable[Json]) -> Iterator[Element]:
    """Everything a person can press, pick or fill in, in reading order."""
    for block in blocks:
        for part in ("accessory", "element"):
            if isinstance(block.get(part), dict):
                yield Element(block, block[part])
        if block["type"] in ("actions", "context_actions"):
            for body in block["elements"]:
                yield Element(block, body)


def blocks_of(message: Json) -> list[Json]:
    """A message's blocks and those in its attachments."""
    attached = [
        block for part in message.get("attachments", ()) for block in part.get("blocks", ())
    ]
    return [*message.get("blocks", ()), *attached]


def find(
    blocks: Iterable[Json], action_id: str, block_id: str | None, value: str | None
) -> Element:
    """The one element with this action id, told apart by block or value if there are several."""
    found = [each for each in elements_in(blocks) if each.action_id == action_id]
    if not found:
        raise NotPossible(f"There is nothing here with the action id {action_id}")
    fitting = [
        each
        for each in found
        if block_id in (None, each.block["block_id"])
        and (value in (None, each.body.get("value")) or each.type in VALUES)
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise NotPossible(
        f"{len(fitting)} elements fit {action_id} here: say which by value or block_id"
    )


def initial_state(blocks: Iterable[Json]) -> Json:
    """`state.values` before anybody has touched anything."""
    values: Json = {}
    for element in elements_in(blocks):
        if element.type in STATELESS or element.type not in VALUES:
            continue
        empty: object = [] if element.key in ("selected_options", "files") else None
        initial = element.body.get(INITIAL.get(element.key, ""), empty)
        state = {"type": element.type, element.key: initial}
        values.setdefault(element.block["block_id"], {})[element.action_id] = state
    return values


def state_of(element: Element, picked: object) -> Json:
    """The state value for what a person picked; options may be named by their value."""
    if isinstance(picked, dict) and picked.get("type") == element.type:
        return picked
    if element.key == "selected_option":
        picked = None if picked is None else _option(element, picked)
    elif element.key == "selected_options":
        several = picked if isinstance(picked, list | tuple) else [picked]
        picked = [_option(element, each) for each in several if each is not None]
    elif element.key.endswith("s") and isinstance(picked, str):
        picked = [picked]
    elif element.key == "value" and picked is not None:
        picked = str(picked)
    return {"type": element.type, element.key: picked}


def action(element: Element, picked: object, ts: str) -> Json:
    """The entry in `actions` when the element is used."""
    body: Json = {
        "type": element.type,
        "action_id": element.action_id,
        "block_id": element.block["block_id"],
        "action_ts": ts,
    }
    if element.type in ("button", "workflow_button"):
        kept = ("text", "value", "style", "url")
        return body | {name: element.body[name] for name in kept if name in element.body}
    shown = ("placeholder", *INITIAL.values())
    body |= {name: element.body[name] for name in shown if name in element.body}
    return body | state_of(element, picked)


def _options(element: Element) -> Iterator[Json]:
    yield from element.body.get("options", ())
    for group in element.body.get("option_groups", ()):
        yield from group["options"]


def _option(element: Element, picked: object) -> Json:
    if isinstance(picked, dict):
        picked = picked["value"] if element.type.endswith("static_select") else picked
    if isinstance(picked, dict):
        return picked
    for option in _options(element):
        if option.get("value") == picked:
            return option
    if "external" in element.type:
        return {"text": {"type": "plain_text", "text": str(picked), "emoji": True}, "value": picked}
    raise NotPossible(f"{element.action_id} has no option {picked}")
