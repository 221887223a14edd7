"""/incident: what the buttons of an incident do, for who would rather type."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.config.span import Span
from bot.desk.declaring import Declaration
from bot.desk.incidents import exporting, leading, roles, updating
from bot.desk.paging.paths import AGENT, TEAM
from bot.desk.threads import parse_ref
from bot.desk.warroom.showing import shown, thread_of
from bot.errors import Refused
from bot.views.blocks import Surface
from bot.views.incidents import command
from bot.views.support import refusal
from handlers.click import Click
from handlers.incident_dialogs import drawn_resolve, drawn_update
from store.agents import Agent
from store.incident_roles import Role
from store.incidents import Incident, IncidentStatus
from store.states import Severity
from store.transaction import Transaction

DIALOGS = ("update", "resolve")


async def typed(click: Click) -> None:
    """Do what was asked for and answer; what we do not know is answered with help."""
    name, _, words = str(click.body.get("text") or "").strip().partition(" ")
    name, words = name.lower(), words.strip()
    if name in DIALOGS:
        await click.open(await click.deps.store.read(_dialog, click, name))
        return
    ask = ASKED.get(name, _help)

    def rule(tx: Transaction) -> Surface:
        click.agent(tx)
        return ask(tx, click, words)

    answer = await click.deps.store.write(rule)
    await click.ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")


def _dialog(tx: Transaction, click: Click, name: str) -> dict[str, Any]:
    click.agent(tx)
    incident = _here(tx, click)
    if name == "resolve":
        leading.may_follow(incident.status, IncidentStatus.resolved)
        return drawn_resolve(tx, click.deps.desk, incident)
    return drawn_update(tx, click.deps.desk, incident)


def _here(tx: Transaction, click: Click) -> Incident:
    """Return the incident of the channel in which it was typed, or the only one there is."""
    here = tx.incidents.by_channel(str(click.channel))
    going_on = tx.incidents.open()
    if here is None and len(going_on) == 1:
        return going_on[0]
    if here is None:
        raise Refused("Type this in the channel of an incident.")
    return here


def _help(_tx: Transaction, _click: Click, _words: str) -> Surface:
    return command.command_help()


def _list(tx: Transaction, click: Click, _words: str) -> Surface:
    desk = click.deps.desk
    return command.listed([shown(tx, desk, one) for one in tx.incidents.open()], tx.now)


def _declare(tx: Transaction, click: Click, words: str) -> Surface:
    ref, _, title = words.partition(" ")
    by, thread_id = click.by(tx), parse_ref(ref)
    said = Declaration(title.strip())
    incident = leading.declare_by_hand(tx, click.deps.desk, thread_id, None, said, by)
    return command.done(f"{thread_of(tx, incident).ref} is an incident; who is on call is paged.")


def _acknowledge(tx: Transaction, click: Click, _words: str) -> Surface:
    leading.acknowledge(tx, click.deps.desk, _here(tx, click).id, click.by(tx))
    return command.done("You have acknowledged it.")


def _status(tx: Transaction, click: Click, words: str) -> Surface:
    if words.lower() not in tuple(IncidentStatus):
        return refusal(f"It is one of: {', '.join(IncidentStatus)}.")
    to = IncidentStatus(words.lower())
    leading.move(tx, click.deps.desk, _here(tx, click).id, to, click.by(tx))
    return command.done(f"It is {to} now.")


def _severity(tx: Transaction, click: Click, words: str) -> Surface:
    if words.upper() not in tuple(Severity):
        return refusal(f"It is one of: {', '.join(Severity)}.")
    to = Severity(words.upper())
    leading.set_harm(tx, click.deps.desk, _here(tx, click).id, to, click.by(tx))
    return command.done(f"It is {to} now.")


def _role(tx: Transaction, click: Click, words: str) -> Surface:
    name, _, whom = words.partition(" ")
    if name.lower() not in tuple(Role):
        return refusal(f"The roles are: {', '.join(Role)}.")
    role, agent = Role(name.lower()), _agent(tx, whom)
    roles.give_role(tx, click.deps.desk, _here(tx, click).id, role, agent, click.by(tx))
    return command.done(f"{agent.name} has the role {role}.")


def _link(tx: Transaction, click: Click, words: str) -> Surface:
    leading.link(tx, click.deps.desk, _here(tx, click).id, parse_ref(words), click.by(tx))
    return command.done("Linked: the customer is told what the others were told.")


def _page(tx: Transaction, click: Click, words: str) -> Surface:
    whom, _, why = words.partition(" ")
    name = whom
    if whom.startswith("<@"):
        name = f"{AGENT}{_agent(tx, whom).key}"
    elif whom in click.deps.desk.config.teams:
        name = f"{TEAM}{whom}"
    elif whom in click.deps.desk.config.agents:
        name = f"{AGENT}{whom}"
    leading.page(tx, click.deps.desk, _here(tx, click).id, name, why, click.by(tx))
    return command.done("Paged.")


def _snooze(tx: Transaction, click: Click, words: str) -> Surface:
    try:
        later: timedelta = Span.parse(words).length
    except ValueError:
        return refusal("Say for how long, like 45m.")
    updating.put_off(tx, click.deps.desk, _here(tx, click).id, later, click.by(tx))
    return command.done("The next update is due later.")


def _export(tx: Transaction, click: Click, _words: str) -> Surface:
    incident = _here(tx, click)
    return command.written(exporting.markdown(tx, click.deps.desk, incident))


def _agent(tx: Transaction, words: str) -> Agent:
    """Return the agent whom a mention, or a name of bellhop.yml, means."""
    name = words.strip()
    user = name.removeprefix("<@").partition("|")[0].rstrip(">")
    agent = tx.agents.by_slack(user) if name.startswith("<@") else tx.agents.by_key(name)
    if agent is None:
        raise Refused("Name an agent of the support desk, like @ada.")
    return agent


Ask = Callable[[Transaction, Click, str], Surface]
ASKED: Mapping[str, Ask] = {
    "list": _list,
    "declare": _declare,
    "ack": _acknowledge,
    "status": _status,
    "severity": _severity,
    "role": _role,
    "link": _link,
    "page": _page,
    "snooze": _snooze,
    "export": _export,
}
