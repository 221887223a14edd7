"""Who does what in an incident, and hearing that nobody does what somebody has to."""

from collections.abc import Sequence

from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import going_on
from bot.desk.telling.mentions import leads, together, whose
from bot.desk.warroom import answering
from bot.desk.warroom.showing import VACANT, queue, roles_of, show
from bot.desk.warroom.timing import expect_roles
from bot.errors import Refused
from store.agents import Agent
from store.followups import Followup
from store.incident_roles import Role
from store.incidents import Incident
from store.threads import Thread
from store.transaction import Transaction

WANTED = (Role.commander, Role.communications)
MOST = 3  # times somebody hears that nobody has a role


def give_role(
    tx: Transaction, desk: Desk, incident_id: int, role: Role, agent: Agent, by: By
) -> Incident:
    """Let an agent have a role; whoever had it hands over."""
    _, incident = going_on(tx, incident_id)
    if not agent.active:
        raise Refused(f"{agent.name} is no agent any more.")
    answering.give(tx, incident, role, agent, by)
    show(tx, desk, incident)
    return incident


def take_role(tx: Transaction, desk: Desk, incident_id: int, role: Role, agent: Agent) -> Incident:
    """Let an agent have a role that nobody has."""
    _, incident = going_on(tx, incident_id)
    holder = roles_of(tx, incident).get(role)
    if role not in vacant(tx, incident) and holder is not None and holder.id != agent.id:
        raise Refused(f"{holder.name} has it by now: More → Roles… hands it over.")
    return give_role(tx, desk, incident_id, role, agent, By.agent(agent))


def vacant(tx: Transaction, incident: Incident) -> Sequence[Role]:
    """Return the roles that somebody has to have, and nobody has who is still an agent."""
    filled = {role for role, agent in roles_of(tx, incident).items() if agent.active}
    return [role for role in WANTED if role not in filled]


def still_vacant(tx: Transaction, _desk: Desk, thread: Thread, followup: Followup) -> None:
    """Ask for somebody, a few times."""
    incident = tx.incidents.lock(followup.payload["incident"])
    if incident is None or incident.over or not vacant(tx, incident):
        return
    times = int(followup.payload["times"]) + 1
    called = together(whose(tx, thread), leads(tx, thread.team_id))
    queue(tx, incident, VACANT, str(times), called=[agent.slack_user for agent in called])
    if times < MOST:
        expect_roles(tx, incident, times)
