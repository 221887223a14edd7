"""Switching: live, shadow or off, by a person, or by failing too often."""

from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.threads import BELLHOP, By
from bot.errors import Refused
from bot.views import workflows as views
from bot.workflows.language.definition import Workflow
from bot.workflows.library import Library
from store.agents import Agent, Role
from store.transaction import Transaction
from store.unit import Work
from store.workflows import Mode


def turn(tx: Transaction, library: Library, name: str, mode: Mode | None, by: By) -> None:
    """Switch a workflow; None is what its file says."""
    if all(workflow.name != name for workflow in library.workflows):
        raise Refused(f"There is no workflow {name}.")
    switch = tx.workflows.switch(name)
    before = switch.mode if switch else None
    tx.workflows.turn(name, mode, by.actor)
    tx.kick(Work.runs)  # every replica looks at the switches before it takes steps
    tx.timeline.append("workflow.switched", by.actor, None, [name, before], [name, mode])


def lead(agent: Agent) -> Agent:
    """Refuse who may not switch workflows."""
    if agent.role is Role.agent:
        raise Refused("Only leads and admins can switch workflows.")
    return agent


def failed(tx: Transaction, desk: Desk, workflow: Workflow, why: str) -> None:
    """Count a failure; too many, one after the other, switch the workflow off."""
    if tx.workflows.failed(workflow.name) < workflow.off_after:
        return
    said = f"it failed {workflow.off_after} times, one after the other; at last: {why}"
    tx.workflows.turn(workflow.name, Mode.off, BELLHOP.actor, said)
    tx.timeline.append("workflow.switched_off", BELLHOP.actor, None, None, [workflow.name, said])
    key = f"workflow_off:{workflow.name}:{tx.now}"
    raise_alert(tx, desk, key, views.switched_off(workflow.name, said))
