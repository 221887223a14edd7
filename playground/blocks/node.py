"""A place in a JSON document, and the complaints Slack has about it."""

from collections.abc import Collection, Iterator
from typing import Literal

from playground.errors import Json

Text = Literal["plain_text", "mrkdwn", "any"]


class Node:
    """An object somewhere in the blocks; complaints of all nodes gather in one list."""

    def __init__(self, value: object, pointer: str, complaints: list[str]) -> None:
        self.value: Json = value if isinstance(value, dict) else {}
        self.pointer = pointer
        self.complaints = complaints
        if not isinstance(value, dict):
            self.complain("must be an object")

    @property
    def type(self) -> str:
        return str(self.value.get("type", ""))

    def complain(self, message: str, name: str = "") -> None:
        at = f"{self.pointer}/{name}" if name else self.pointer
        self.complaints.append(f"[ERROR] {message} [json-pointer:{at}]")

    def only(self, names: Collection[str]) -> None:
        """Slack refuses fields it does not know."""
        for name in self.value.keys() - {"type", *names}:
            self.complain(f"invalid additional property: {name}")

    def string(self, name: str, limit: int, *, required: bool = False) -> None:
        value = self.value.get(name)
        if value is None:
            self.require(name, required=required)
        elif not isinstance(value, str):
            self.complain("must be a string", name)
        elif len(value) > limit:
            self.complain(f"must be less than {limit + 1} characters", name)
        elif required and not value:
            self.complain("must be more than 0 characters", name)

    def require(self, name: str, *, required: bool = True) -> None:
        if required and self.value.get(name) is None:
            self.complain(f"missing required field: {name}")

    def one_of(self, name: str, allowed: Collection[object]) -> None:
        if name in self.value and self.value[name] not in allowed:
            self.complain(f"must be one of {sorted(map(str, allowed))}", name)

    def text(
        self, name: str, limit: int, kind: Text = "plain_text", *, required: bool = False
    ) -> None:
        """A text object."""
        if self.value.get(name) is None:
            self.require(name, required=required)
        else:
            Node(self.value[name], f"{self.pointer}/{name}", self.complaints).be_text(limit, kind)

    def be_text(self, limit: int, kind: Text) -> None:
        allowed = ("plain_text", "mrkdwn") if kind == "any" else (kind,)
        if self.type not in allowed:
            self.complain(f"unsupported type: {self.type}", "type")
        self.only(("text", "emoji") if self.type == "plain_text" else ("text", "verbatim"))
        self.string("text", limit, required=True)

    def child(self, name: str) -> "Node | None":
        if self.value.get(name) is None:
            return None
        return Node(self.value[name], f"{self.pointer}/{name}", self.complaints)

    def items(self, name: str, most: int, least: int = 1) -> Iterator["Node"]:
        """The objects in a list, whose length is within bounds."""
        found = self.value.get(name)
        if not isinstance(found, list):
            self.complain("must be an array", name)
            return
        if len(found) > most:
            self.complain(f"no more than {most} items allowed", name)
        if len(found) < least:
            self.complain(f"no fewer than {least} items allowed", name)
        for index, value in enumerate(found[:most]):
            yield Node(value, f"{self.pointer}/{name}/{index}", self.complaints)
