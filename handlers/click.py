"""An interaction: a button, a shortcut, a dialog that was sent, or a command."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.deps import Deps
from bot.desk.people import Person, agent_of, recognise
from bot.desk.reports.home import show_home, state_of
from bot.desk.threads import By
from bot.views import ids
from store.agents import Agent
from store.transaction import Transaction

# the buttons whose value is a thread
OF_A_THREAD = ("thread.", "reply.")


@dataclass(frozen=True)
class Click:
    """What somebody did, and with what."""

    deps: Deps
    ack: AsyncAck
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """Who did it."""
        user = self.body.get("user")
        return str(user["id"] if user else self.body["user_id"])

    @property
    def team(self) -> str:
        """Their workspace: `team` of the payload may be the app's, or the submitter's."""
        user = self.body.get("user") or {}
        return str(user.get("team_id") or self.body.get("team_id") or self.body["team"]["id"])

    @property
    def action(self) -> dict[str, Any]:
        """The button or select that was used."""
        action: dict[str, Any] = self.body["actions"][0]
        return action

    @property
    def value(self) -> str:
        """What the button carries, or what was selected."""
        chosen = self.action.get("selected_option") or {}
        return str(self.action.get("value") or chosen.get("value") or "")

    @property
    def channel(self) -> str | None:
        """Where it happened; None on the Home tab and in a dialog."""
        channel = self.body.get("channel") or {}
        return channel.get("id") or self.body.get("channel_id")

    @property
    def message_ts(self) -> str:
        """The message whose button it was."""
        return str(self.body["container"]["message_ts"])

    @property
    def view(self) -> dict[str, Any]:
        """The dialog or Home tab it happened in; empty elsewhere."""
        view: dict[str, Any] = self.body.get("view") or {}
        return view

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What we put into that dialog or Home tab to get it back."""
        kept: dict[str, Any] = json.loads(self.view.get("private_metadata") or "{}")
        return kept

    @property
    def home(self) -> Mapping[str, Any] | None:
        """What the Home tab it began on shows; None when it began elsewhere."""
        return self.metadata if self.view.get("type") == "home" else self.metadata.get("home")

    @property
    def thread_id(self) -> int | None:
        """The thread it is about, if it is about one: the button or the dialog carries it."""
        if "actions" in self.body and self.action["action_id"].startswith(OF_A_THREAD):
            return int(self.value)
        found = self.metadata.get("thread")
        return None if found is None else int(found)

    @property
    def thread(self) -> int:
        """The thread, for what is always about one."""
        if self.thread_id is None:
            raise LookupError("an interaction about no thread")
        return self.thread_id

    def agent(self, tx: Transaction) -> Agent:
        """Return the agent who did it; Refused for anyone else."""
        return agent_of(tx, self.user, self.team, self.deps.desk)

    def by(self, tx: Transaction) -> By:
        """Return the agent who did it, as the rules name them; Refused for anyone else."""
        return By.agent(self.agent(tx))

    def person(self, tx: Transaction) -> Person:
        """Return who did it."""
        return recognise(tx, self.deps.desk, self.user, self.team)

    def typed(self, block: str) -> str:
        """Return what was written into an input; empty when it is not there."""
        return str(self._input(block).get("value") or "").strip()

    def chosen(self, block: str) -> str | None:
        """Return the one choice made in an input."""
        option = self._input(block).get("selected_option")
        return str(option["value"]) if option else None

    def chosen_many(self, block: str) -> list[str]:
        """Return the choices made in an input."""
        return [str(option["value"]) for option in self._input(block).get("selected_options") or ()]

    def files(self, block: str) -> list[dict[str, Any]]:
        """Return the files put into an input, as Slack describes them."""
        return list(self._input(block).get("files") or ())

    def picked_time(self, block: str) -> int | None:
        """Return the time picked in an input, in seconds since 1970."""
        picked = self._input(block).get("selected_date_time")
        return None if picked is None else int(picked)

    def offered(self, block: str) -> set[str]:
        """Return the choices that were made in an input when the dialog was opened."""
        inputs = [one["element"] for one in self.view["blocks"] if one["block_id"] == block]
        initial = [one.get("initial_options") or [one.get("initial_option")] for one in inputs]
        return {str(option["value"]) for options in initial for option in options if option}

    def asked(self, block: str) -> bool:
        """Return whether the dialog has this input: settings may be newer than it."""
        return any(one["block_id"] == block for one in self.view["blocks"])

    def given(self, block: str) -> str | None:
        """Return what an input says, of whatever kind it is; None when it is empty."""
        filled = self._input(block)
        typed = filled.get("value") or filled.get("selected_date")
        return _said(filled.get("selected_option"), typed)

    def shown(self, block: str) -> str | None:
        """Return what an input said when the dialog was opened."""
        [element] = [one["element"] for one in self.view["blocks"] if one["block_id"] == block]
        typed = element.get("initial_value") or element.get("initial_date")
        return _said(element.get("initial_option"), typed)

    async def open(self, view: Mapping[str, Any], **kept: object) -> None:
        """Show a dialog, over the one that is open if there is one; `kept` is in its metadata."""
        method = "views.push" if self.view.get("type") == "modal" else "views.open"
        shown = self.remembering(view, kept)
        await self.deps.slack.call(method, {"trigger_id": self.body["trigger_id"], "view": shown})

    async def update(self, view: Mapping[str, Any]) -> None:
        """Show a dialog in the place of the one that is open; what is typed stays."""
        place = {"view_id": self.view["id"], "hash": self.view["hash"]}
        shown = self.remembering(view)
        await self.deps.slack.call("views.update", {**place, "view": shown})

    def show_home_again(self, tx: Transaction) -> None:
        """Publish the Home tab it began on, as it is now."""
        if self.home is not None:
            show_home(tx, self.user, state_of(dict(self.home)))

    def remembering(
        self, view: Mapping[str, Any], kept: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Let a dialog know what it belongs to: a draft, the Home tab that it began on."""
        home = {} if self.home is None else {"home": self.home}
        draft = {name: self.metadata[name] for name in ("draft",) if name in self.metadata}
        metadata = {**json.loads(view["private_metadata"]), **draft, **(kept or {}), **home}
        return {**view, "private_metadata": json.dumps(metadata)}

    def _input(self, block: str) -> dict[str, Any]:
        filled = self.view.get("state", {}).get("values", {}).get(block, {})
        return next(iter(filled.values()), {})


def _said(option: Mapping[str, Any] | None, typed: str | None) -> str | None:
    if option is None:
        return typed or None
    return None if option["value"] == ids.NONE else str(option["value"])
