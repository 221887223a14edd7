"""Who belongs into the channel of an incident."""

from collections.abc import Iterator
from itertools import islice

from bot.desk.desk import Desk
from bot.desk.paging.schedules import on_call_now
from bot.desk.telling.mentions import leads, together
from bot.desk.warroom.answering import invite
from bot.desk.warroom.showing import roles_of, thread_of
from store.agents import Agent
from store.incidents import Incident
from store.pages import Means
from store.threads import Thread
from store.transaction import Transaction

MOST = 40  # invitations, one by one; whoever else is wanted can come in by themselves


def invite_all(tx: Transaction, desk: Desk, incident: Incident) -> None:
    """Let in whoever was called, is on call, has a role, declared it, or is of the team."""
    thread = thread_of(tx, incident)
    found = together(
        list(roles_of(tx, incident).values()),
        list(_known(tx, incident.declared_by, incident.acknowledged_by)),
        list(_called(tx, thread)),
        list(_on_call(tx, desk)),
        [] if thread.team_id is None else tx.teams.members(thread.team_id),
        list(_of_teams(tx, desk)),
        leads(tx, thread.team_id),
    )
    for agent in found[:MOST]:
        invite(tx, incident, agent)


def _known(tx: Transaction, *actors: str | None) -> Iterator[Agent]:
    for actor in actors:
        kind, _, key = (actor or "").partition(":")
        agent = tx.agents.by_key(key) if kind == "agent" else None
        if agent is not None:
            yield agent


def _called(tx: Transaction, thread: Thread) -> Iterator[Agent]:
    for escalation in tx.escalations.of(thread.id):
        for page in tx.pages.of(escalation.id):
            agent = tx.agents.by_slack(page.target)
            if page.means is Means.direct_message and agent is not None:
                yield agent


def _on_call(tx: Transaction, desk: Desk) -> Iterator[Agent]:
    for name in desk.config.oncall:
        agents = filter(None, map(tx.agents.by_key, on_call_now(tx, desk, name)))
        yield from islice(agents, 1)


def _of_teams(tx: Transaction, desk: Desk) -> Iterator[Agent]:
    for key in desk.config.incidents.teams:
        team = tx.teams.by_key(key)
        yield from tx.teams.members(team.id) if team else []
