"""What can be set on a thread beside the buttons of its card: fields, status, team, followers."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from bot.desk.closing import Said, close
from bot.desk.desk import Desk
from bot.desk.fields import set_field
from bot.desk.following import follow, unfollow
from bot.desk.standing import set_status, set_team
from store.threads import Status, Thread
from store.transaction import Transaction
from triggers.api.acting import agent_named, by_of
from triggers.api.actions import changes
from triggers.api.problem import invalid
from triggers.api.shapes import ByAnyone, Text, Word

Value = Annotated[Text, Field(max_length=500)] | StrictBool | StrictInt | StrictFloat | None


class SetFields(ByAnyone):
    """Values by the names of fields in bellhop.yml; null takes a value away."""

    fields: Annotated[dict[Word, Value], Field(max_length=40)]


class Stand(ByAnyone):
    """Where it stands: `open`, `waiting_on_customer`, `waiting_on_engineering` or `resolved`."""

    status: Status


class HandOn(ByAnyone):
    """The key of the team that has it from now on."""

    team: Word


class Follow(ByAnyone):
    """The agent who hears of it by direct message from now on, or no longer."""

    follower: Word
    follow: bool = True


def _set_fields(tx: Transaction, desk: Desk, thread: Thread, given: SetFields) -> Thread:
    by = by_of(tx, given.agent)
    for name, value in given.fields.items():
        if name not in desk.config.fields:
            raise invalid(f"fields.{name}", f"There is no field {name} in bellhop.yml.")
        thread = set_field(tx, desk, thread.id, name, value, by)
    return thread


def _stand(tx: Transaction, desk: Desk, thread: Thread, given: Stand) -> Thread:
    by = by_of(tx, given.agent)
    if given.status is Status.resolved:
        return close(tx, desk, thread.id, Said(), by)
    return set_status(tx, desk, thread.id, given.status, by)


def _hand_on(tx: Transaction, desk: Desk, thread: Thread, given: HandOn) -> Thread:
    if given.team not in desk.config.teams:
        raise invalid("team", f"There is no team {given.team} in bellhop.yml.")
    return set_team(tx, desk, thread.id, given.team, by_of(tx, given.agent))


def _follow(tx: Transaction, _desk: Desk, thread: Thread, given: Follow) -> Thread:
    rule = follow if given.follow else unfollow
    agent = agent_named(tx, given.follower, "follower")
    return rule(tx, thread.id, agent, by_of(tx, given.agent))


fields_set = changes(_set_fields)
stood = changes(_stand)
handed_on = changes(_hand_on)
followed = changes(_follow)
