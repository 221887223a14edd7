"""What people press in the channel of an incident."""

from datetime import timedelta

from bot.desk.declaring import Declaration
from bot.desk.incidents import ending, exporting, leading, roles, updating
from bot.desk.incidents.ending import Ending
from bot.desk.incidents.updating import Update
from bot.desk.threads import known, parse_ref, unresolved
from bot.errors import Refused
from bot.views import ids
from handlers.click import Click
from handlers.guard import Wrong, blamed_on
from handlers.incident_dialogs import MORE, Draw, View, drawn_declare, drawn_resolve, drawn_update
from store.incident_roles import Role
from store.incidents import Cause, Condition, Incident, IncidentStatus
from store.threads import Severity
from store.transaction import Transaction


async def asked(click: Click) -> None:
    """Ask what it is, before a thread becomes an incident."""

    def query(tx: Transaction) -> View:
        click.agent(tx)
        thread = unresolved(known(tx, click.thread))
        if tx.incidents.open_of(thread.id) is not None:
            raise Refused(f"{thread.ref} is an incident already.")
        return drawn_declare(tx, click.deps.desk, thread)

    await click.open(await click.deps.store.read(query))


async def declared(click: Click) -> None:
    """Declare it."""
    severity = Severity(click.chosen(ids.SEVERITY) or Severity.SEV1)
    said = Declaration(click.typed(ids.TITLE), click.typed(ids.PUBLIC), _components(click))

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        leading.declare_by_hand(tx, click.deps.desk, click.thread, severity, said, by)

    await click.deps.store.write(rule)


async def acknowledged(click: Click) -> None:
    """Say that who pressed it looks at it."""

    def rule(tx: Transaction) -> None:
        leading.acknowledge(tx, click.deps.desk, int(click.value), click.by(tx))

    await click.deps.store.write(rule)


async def moved(click: Click) -> None:
    """Say that it is one step further; the last step asks what it was."""
    number, _, status = click.value.partition(" ")
    to = IncidentStatus(status)
    if to is IncidentStatus.resolved:
        await _open(click, int(number), drawn_resolve)
        return

    def rule(tx: Transaction) -> None:
        leading.move(tx, click.deps.desk, int(number), to, click.by(tx))

    await click.deps.store.write(rule)


async def resolved(click: Click) -> None:
    """Say that it is over."""
    said = _ending(click)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with blamed_on(ids.ROOT_CAUSE):
            ending.resolve(tx, click.deps.desk, _about(click), said, by)

    await click.deps.store.write(rule)


async def update_asked(click: Click) -> None:
    """Ask for an update."""
    await _open(click, int(click.value), drawn_update)


async def previewed(click: Click) -> None:
    """Show the public words as customers will read them; what was typed stays."""
    words = click.typed(ids.PUBLIC)

    def query(tx: Transaction) -> View:
        click.agent(tx)
        return drawn_update(tx, click.deps.desk, _known(tx, int(click.value)), words or None)

    await click.update(await click.deps.store.read(query))


async def updated(click: Click) -> None:
    """Tell it, once however often the dialog is sent."""
    said = _told(click)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with blamed_on(ids.PUBLIC if said.components else ids.CONDITIONS):
            updating.update(tx, click.deps.desk, _about(click), said, by)

    await click.deps.store.write(rule)


async def more(click: Click) -> None:
    """Open the dialog that was chosen behind More."""
    draw = MORE[click.value]

    def query(tx: Transaction) -> View:
        click.agent(tx)
        incident = tx.incidents.by_channel(str(click.channel))
        if incident is None:
            raise Refused("This is no channel of an incident.")
        return draw(tx, click.deps.desk, incident)

    await click.open(await click.deps.store.read(query))


async def roles_given(click: Click) -> None:
    """Hand over what was changed."""

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        for role in Role:
            chosen = click.chosen(role.value)
            agent = tx.agents.get(int(chosen)) if chosen else None
            if agent is not None and {chosen} != click.offered(role.value):
                with blamed_on(role.value):
                    roles.give_role(tx, click.deps.desk, _about(click), role, agent, by)

    await click.deps.store.write(rule)


async def role_taken(click: Click) -> None:
    """Let who pressed it have a role that nobody has."""
    number, _, role = click.value.partition(" ")

    def rule(tx: Transaction) -> None:
        roles.take_role(tx, click.deps.desk, int(number), Role(role), click.agent(tx))

    await click.deps.store.write(rule)


async def linked(click: Click) -> None:
    """Link the thread that was chosen."""
    typed, chosen = click.typed(ids.REF), click.chosen(ids.TARGET)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        if not typed and chosen is None:
            raise Wrong(ids.REF, "Choose a thread, or type its name.")
        with blamed_on(ids.REF):
            thread_id = parse_ref(typed) if typed else int(chosen or 0)
            leading.link(tx, click.deps.desk, _about(click), thread_id, by)

    await click.deps.store.write(rule)


async def paged(click: Click) -> None:
    """Call who was chosen."""
    whom, why = click.chosen(ids.PATH) or "", click.typed(ids.WHY)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with blamed_on(ids.PATH):
            leading.page(tx, click.deps.desk, _about(click), whom, why, by)

    await click.deps.store.write(rule)


async def graded(click: Click) -> None:
    """Say how much harm it does."""
    severity = Severity(click.chosen(ids.SEVERITY) or Severity.SEV1)

    def rule(tx: Transaction) -> None:
        leading.set_harm(tx, click.deps.desk, _about(click), severity, click.by(tx))

    await click.deps.store.write(rule)


async def snoozed(click: Click) -> None:
    """Let the next update come later."""
    by_time = _minutes(click)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        if by_time is not None:
            updating.put_off(tx, click.deps.desk, _about(click), by_time, by)

    await click.deps.store.write(rule)


async def exported(click: Click) -> None:
    """Take the summary for written: the channel is archived in time."""

    def rule(tx: Transaction) -> None:
        exporting.written(tx, click.deps.desk, _about(click), click.by(tx))

    await click.deps.store.write(rule)


async def _open(click: Click, incident_id: int, draw: Draw) -> None:
    def query(tx: Transaction) -> View:
        click.agent(tx)
        return draw(tx, click.deps.desk, _known(tx, incident_id))

    await click.open(await click.deps.store.read(query))


def _ending(click: Click) -> Ending:
    cause = click.chosen(ids.CAUSE)
    return Ending(
        Cause(cause) if cause else None,
        click.typed(ids.ROOT_CAUSE),
        click.typed(ids.REMEDIATION),
        click.typed(ids.PUBLIC),
        click.chosen_many(ids.NOT_YET),
    )


def _told(click: Click) -> Update:
    status = click.chosen(ids.STATUS)
    return Update(
        click.view["id"],
        click.typed(ids.CONDITIONS),
        click.typed(ids.ACTIONS),
        click.typed(ids.NEEDS),
        click.typed(ids.PUBLIC),
        IncidentStatus(status) if status else None,
        _minutes(click),
        _components(click),
    )


def _components(click: Click) -> dict[str, Condition]:
    state = Condition(click.chosen(ids.CONDITION) or Condition.operational)
    return dict.fromkeys(click.chosen_many(ids.COMPONENTS), state)


def _about(click: Click) -> int:
    return int(click.metadata["incident"])


def _known(tx: Transaction, incident_id: int) -> Incident:
    incident = tx.incidents.get(incident_id)
    if incident is None:
        raise Refused("There is no such incident.")
    return incident


def _minutes(click: Click) -> timedelta | None:
    chosen = click.chosen(ids.NEXT)
    return timedelta(minutes=int(chosen)) if chosen else None
