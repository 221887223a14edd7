"""The arguments of a call, as lenient about types as Slack is."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl

from playground.errors import Json, Refused, invalid

STRUCTURED = frozenset(
    {"blocks", "attachments", "metadata", "view", "files", "unfurls", "user_auth_blocks"}
)
MAX_PAGE = 1000


class Args:
    """One call's arguments by name."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        if value := self.text(name):
            return value
        raise invalid(f"[ERROR] missing required field: {name}")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise invalid(f"[ERROR] must be an integer [json-pointer:/{name}]") from None

    def listed(self, name: str) -> list[str]:
        """A comma-separated or JSON list of words."""
        value = self.values.get(name) or []
        words = value if isinstance(value, list) else str(value).split(",")
        return [str(word).strip() for word in words if str(word).strip()]

    def structure(self, name: str) -> list[Json]:
        """A list of objects; empty when it is not given."""
        value = self.values.get(name) or []
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        raise invalid(f"[ERROR] must be an array of objects [json-pointer:/{name}]")

    def object(self, name: str) -> Json | None:
        value = self.values.get(name)
        if value is None or isinstance(value, dict):
            return value
        raise invalid(f"[ERROR] must be an object [json-pointer:/{name}]")


def parsed(content_type: str, body: bytes, query: Json) -> Json:
    """The arguments in a request, wherever they stand."""
    if "json" in content_type:
        return query | _json_object(body)
    pairs = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return structured(query | pairs)


def structured(values: Json) -> Json:
    """Forms carry blocks and the like as JSON texts."""
    return {
        name: _unpacked(value) if name in STRUCTURED and isinstance(value, str) else value
        for name, value in values.items()
    }


def page(
    items: list[Json], args: Args, name: str, key: Callable[[Json], str] = lambda item: item["id"]
) -> Json:
    """One page of `items` in Slack's cursor style."""
    limit = max(1, min(args.number("limit", 100), MAX_PAGE))
    start = 0
    if cursor := args.text("cursor"):
        places = [index for index, item in enumerate(items) if f"next:{key(item)}" == cursor]
        if not places:
            raise Refused("invalid_cursor")
        start = places[0]
    end = start + limit
    following = f"next:{key(items[end])}" if end < len(items) else ""
    return {name: items[start:end], "response_metadata": {"next_cursor": following}}


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise Refused("invalid_json") from None
    if isinstance(value, dict):
        return structured(value)
    raise Refused("json_not_object")


def _unpacked(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
