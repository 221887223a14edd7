"""What a person does with an open modal: fill it in, submit it, close it."""

from collections.abc import Iterator

from playground.cast import User
from playground.elements import Element, elements_in, find, state_of
from playground.errors import AppSilent, Json, NotPossible, Refused
from playground.interactions import Interactions
from playground.uploads import upload
from playground.views import dressed
from playground.world import World

REQUIRED = "Please complete this required field."


def top(world: World, user: User) -> Json:
    stack = world.surfaces.stacks.get(user.id)
    if not stack:
        raise NotPossible(f"{user.name} has no modal open")
    return stack[-1]


async def submit(interactions: Interactions, user: User, values: Json) -> Json:
    """Fill in and submit the top view; returns the errors by block, if there are any."""
    world = interactions.world
    view = top(world, user)
    fill(world, user, view, values)
    if errors := dict(_complaints(view)):
        return errors
    answer = await interactions.submit(user, view)
    try:
        errors = _follow(world, user, view, answer)
    except Refused as refused:
        raise AppSilent(f"The app answered with a view Slack refuses: {refused.body}") from refused
    world.watcher.modals_changed(user.id)
    return errors


async def close(interactions: Interactions, user: User) -> None:
    world = interactions.world
    view = top(world, user)
    stack = world.surfaces.stacks[user.id]
    closed = list(reversed(stack)) if view["clear_on_close"] else [view]
    world.surfaces.stacks[user.id] = [each for each in stack if each not in closed]
    world.watcher.modals_changed(user.id)
    for each in closed:
        if each["notify_on_close"]:
            await interactions.close(user, each, cleared=len(closed) > 1)


def _follow(world: World, user: User, view: Json, answer: Json) -> Json:
    """Do what the app answered a submission with."""
    surfaces = world.surfaces
    match answer.get("response_action"):
        case "errors":
            return _known_errors(view, answer["errors"])
        case "clear":
            surfaces.stacks[user.id] = []
        case "update":
            surfaces.replace(view, dressed(world, answer["view"], "modal", view))
        case "push":
            surfaces.push(user.id, dressed(world, answer["view"], "modal"))
        case _:
            stack = surfaces.stacks[user.id]
            surfaces.stacks[user.id] = [each for each in stack if each["id"] != view["id"]]
    return {}


def _known_errors(view: Json, errors: Json) -> Json:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not errors or not errors.keys() <= inputs:
        raise AppSilent(f"The app answered with errors for blocks that take no input: {errors}")
    return errors


def fill(world: World, user: User, view: Json, values: Json) -> None:
    """Fill in `values`: by action id, or as Slack's own state by block and action id."""
    state: Json = view["state"]["values"]
    for block_id, action_id, value in _each(values):
        element = find(view["blocks"], action_id, block_id, None)
        fields = state.get(element.block["block_id"], {})
        if action_id not in fields:
            continue  # buttons and menus have no state
        fields[action_id] = state_of(element, value)
        if element.type == "file_input":
            brought = [upload(world, user, each) for each in fields[action_id]["files"]]
            fields[action_id]["files"] = [file.json(world.base_url) for file in brought]


def _each(values: Json) -> Iterator[tuple[str | None, str, object]]:
    for key, value in values.items():
        if isinstance(value, dict) and all(_is_state(each) for each in value.values()):
            yield from ((key, action_id, each) for action_id, each in value.items())
        else:
            yield None, key, value


def _is_state(value: object) -> bool:
    return isinstance(value, dict) and "type" in value


def _complaints(view: Json) -> Iterator[tuple[str, str]]:
    """What Slack's own client would not let a person submit."""
    for element in elements_in(view["blocks"]):
        if element.block["type"] != "input":
            continue
        block_id = element.block["block_id"]
        value = view["state"]["values"][block_id][element.action_id][element.key]
        if value in (None, "", []):
            if not element.block.get("optional"):
                yield block_id, REQUIRED
        elif complaint := _unfit(element, value):
            yield block_id, complaint


def _unfit(element: Element, value: object) -> str:
    body = element.body
    if element.type == "plain_text_input":
        return _wrong_length(body, str(value))
    if element.type == "number_input":
        return _wrong_number(body, str(value))
    if element.type == "email_text_input" and "@" not in str(value):
        return "Please enter a valid email address."
    if element.type == "url_text_input" and "://" not in str(value):
        return "Please enter a valid URL."
    return ""


def _wrong_length(body: Json, text: str) -> str:
    if len(text) < body.get("min_length", 0):
        return f"Please enter at least {body['min_length']} characters."
    if len(text) > body.get("max_length", 3000):
        return f"Please enter at most {body.get('max_length', 3000)} characters."
    return ""


def _wrong_number(body: Json, text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return "Please enter a number."
    if not body.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    low, high = float(body.get("min_value", "-inf")), float(body.get("max_value", "inf"))
    return "" if low <= number <= high else "This number is out of range."
