"""Around every listener: who may do it, and what a person reads when it cannot be done."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.deps import Deps
from bot.desk.people import Person, agent_of, recognise
from bot.desk.refusals import refuse
from bot.errors import Refused
from bot.views.modals import notice
from store.agents import Agent
from store.transaction import Transaction

log = logging.getLogger(__name__)

SORRY = "Something went wrong, and nothing was changed. The operators can see what in the log."


@dataclass(frozen=True)
class Click:
    """An interaction: a button, a shortcut, a dialog that was sent, or a command."""

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
    def thread_id(self) -> int | None:
        """The thread it is about: the button or the dialog carries it."""
        if "view" in self.body and self.body["view"]["type"] == "modal":
            found = json.loads(self.body["view"]["private_metadata"] or "{}").get("thread")
            return None if found is None else int(found)
        value = self.value if "actions" in self.body else ""
        return int(value) if value.isdecimal() else None

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """What is filled in, by the id of the input."""
        state = self.body["view"].get("state", {}).get("values", {})
        return {block: next(iter(inputs.values()), {}) for block, inputs in state.items()}

    def agent(self, tx: Transaction) -> Agent:
        """Return the agent who did it; Refused for anyone else."""
        return agent_of(tx, self.user, self.team, self.deps.desk)

    def person(self, tx: Transaction) -> Person:
        """Return who did it."""
        return recognise(tx, self.deps.desk, self.user, self.team)

    async def open(self, view: dict[str, Any]) -> dict[str, Any]:
        """Show a dialog, over the one that is open if there is one."""
        method = "views.push" if "view" in self.body else "views.open"
        if self.body.get("view", {}).get("type") == "home":
            method = "views.open"
        args = {"trigger_id": self.body["trigger_id"], "view": view}
        return dict(await self.deps.slack.call(method, args))


Listener = Callable[[Click], Awaitable[None]]


def guarded(listener: Listener, deps: Deps) -> Callable[..., Awaitable[None]]:
    """Return what Bolt calls: the listener, with its refusals told and its failures caught.

    No exception may reach Bolt from an interactive listener: it would lose the acknowledgement.
    """

    async def call(ack: AsyncAck, body: dict[str, Any]) -> None:
        click = Click(deps, ack, body)
        try:
            await listener(click)
        except Refused as refusal:
            await _refused(click, str(refusal))
        except Exception:
            log.exception("The listener %s failed", listener.__module__)
            await _refused(click, SORRY)
        if ack.response is None:
            await ack()

    return call


async def _refused(click: Click, why: str) -> None:
    """Tell who tried where they look, and write it down."""
    in_dialog = click.body.get("type") == "view_submission"
    if in_dialog:
        await click.ack(response_action="push", view=notice("Not possible", why))
    await click.deps.store.write(_written_down, click, None if in_dialog else click.channel, why)
    if not in_dialog and click.channel is None:
        await click.open(notice("Not possible", why))


def _written_down(tx: Transaction, click: Click, channel: str | None, why: str) -> None:
    person = click.person(tx)
    thread_id = click.thread_id
    if channel is None:
        tx.timeline.append("action.refused", person.actor, thread_id, after=why)
    else:
        refuse(tx, person, thread_id, channel, why)
