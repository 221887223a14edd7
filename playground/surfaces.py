"""Modals, Home tabs and the short-lived permits to open them."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import Json, Refused

TRIGGER_SECONDS = 3
MAX_STACK = 3


@dataclass(slots=True)
class Trigger:
    """The permit that comes with every interaction: one view, within three seconds."""

    user: str
    expires: float
    used: bool = False


class Surfaces:
    """Which views each person has open."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}

    def permit(self, user: str) -> str:
        """A new trigger id for `user`."""
        id_ = f"{len(self._triggers) + 1}.0.{user.lower()}"
        self._triggers[id_] = Trigger(user, self._now() + TRIGGER_SECONDS)
        return id_

    def redeem(self, trigger_id: str) -> str:
        """Use a trigger id up; returns whose it was."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._now() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def push(self, user: str, view: Json) -> None:
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= MAX_STACK:
            raise Refused("push_limit_reached")
        view["previous_view_id"] = stack[-1]["id"] if stack else None
        view["root_view_id"] = stack[0]["id"] if stack else view["id"]
        stack.append(view)

    def replace(self, old: Json, new: Json) -> None:
        """Put `new` where `old` is; it keeps its id and place."""
        for key in ("id", "root_view_id", "previous_view_id"):
            new[key] = old[key]
        for stack in self.stacks.values():
            stack[:] = [new if view is old else view for view in stack]

    def find(self, view_id: str | None, external_id: str | None) -> tuple[str, Json]:
        """An open modal and the person who has it open."""
        for user, stack in self.stacks.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        raise Refused("not_found")
