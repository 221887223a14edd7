"""The dialogs of an incident: declare, update, resolve, and the rest behind More."""

from collections.abc import Mapping, Sequence

from bot.views import ids
from bot.views.blocks import Block, View, context, divider, modal, question, rows, sections
from bot.views.elements import Option, button, select, text_input
from bot.views.escalate import severity_options
from bot.views.incidents.components import not_yet
from bot.views.incidents.shown import ROLES, STATUS, Shown
from bot.views.text import as_typed, escape
from store.agents import Agent
from store.incident_roles import Role
from store.incidents import Cause, Condition, Incident, IncidentStatus
from store.threads import Thread

MINUTES = (20, 30, 60, 120)
ORDER = list(IncidentStatus)
CAUSES = {
    Cause.auth: "Signing in and permissions",
    Cause.billing: "Billing",
    Cause.integration: "An integration, or somebody else's system",
    Cause.performance: "Performance or capacity",
    Cause.ui: "The user interface",
    Cause.other: "Something else",
}


def declare(thread: Thread, public: str, components: Sequence[Block] = ()) -> View:
    """Return the question what it is, how much harm it does, and what customers read at once."""
    title = text_input(ids.TITLE, thread.title, "What is broken, in a few words", longest=200)
    now = thread.severity.value if thread.severity else "SEV1"
    harm = select(ids.SEVERITY, severity_options(), "How much harm is done", now)
    words = text_input(ids.PUBLIC, public, "Leave it empty to tell them later", multiline=True)
    blocks = [
        question(ids.TITLE, "What is broken", title, "Only we read this."),
        question(ids.SEVERITY, "Severity", harm),
        question(ids.PUBLIC, "Tell customers", words, PUBLIC_HINT, optional=True),
        *components,
        context("Who is on call is paged at once; the channel follows."),
    ]
    about = {"thread": thread.id}
    return modal(ids.DECLARE_MODAL, f"Incident {thread.ref}", blocks, about, submit="Declare")


PUBLIC_HINT = "Goes to the status page and into every linked customer's thread, under our name."


def update(
    shown: Shown, minutes: int, components: Sequence[Block] = (), preview: str | None = None
) -> View:
    """Return the update to write: for us, and in other words for everybody."""
    incident, companies = shown.incident, [one.company for one in shown.concerned]
    at = ORDER.index(incident.status)
    statuses = [Option(STATUS[one], one.value) for one in ORDER[: at + 2] if one != ORDER[-1]]
    status = select(ids.STATUS, statuses, "How far it is", incident.status.value)
    options = [Option(f"{one} min", str(one)) for one in sorted({*MINUTES, minutes})]
    following = select(ids.NEXT, options, "When", str(minutes))
    blocks: list[Block] = [
        question(ids.STATUS, "Status", status),
        _words(ids.CONDITIONS, "Conditions", "What we know by now"),
        _words(ids.ACTIONS, "Actions", "What we are doing"),
        _words(ids.NEEDS, "Needs", "What we lack, and from whom"),
        divider(),
        question(
            ids.PUBLIC,
            "Tell customers",
            text_input(ids.PUBLIC, placeholder="What they notice, what we do", multiline=True),
            PUBLIC_HINT,
            optional=True,
        ),
        *rows([button("Preview", ids.INCIDENT_PREVIEW, str(incident.id))]),
        *_preview(preview, companies),
        *components,
        question(ids.NEXT, "Next update in", following),
    ]
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_UPDATE_MODAL, "Update", blocks, about, submit="Send update")


def _preview(preview: str | None, companies: Sequence[str]) -> list[Block]:
    names = escape(", ".join(dict.fromkeys(companies))) or "no customer yet: link their threads"
    if preview is None:
        return [context(f"Read by {names}")]
    return [context(f"{names} will read:"), *sections(as_typed(preview), most=2)]


def resolve(incident: Incident, bad: Mapping[str, Condition]) -> View:
    """Return the question what it was, and what customers read; `bad` are components."""
    causes = [Option(words, one.value) for one, words in CAUSES.items()]
    category = select(ids.CAUSE, causes, "Choose one")
    blocks = [
        question(ids.CAUSE, "Kind of cause", category),
        question(
            ids.ROOT_CAUSE,
            "Root cause",
            text_input(ids.ROOT_CAUSE, placeholder="What it was", multiline=True),
        ),
        _words(ids.REMEDIATION, "Remediation", "What was done, and what is still to do"),
        question(
            ids.PUBLIC,
            "Tell customers",
            text_input(
                ids.PUBLIC, placeholder="It works again, and why it did not", multiline=True
            ),
            PUBLIC_HINT,
            optional=True,
        ),
        *not_yet(bad),
        context("Each thread goes back to who has it, to confirm with the customer."),
    ]
    about = {"incident": incident.id}
    return modal(
        ids.INCIDENT_RESOLVE_MODAL, "Resolve the incident", blocks, about, submit="Resolve"
    )


def roles(incident: Incident, agents: Sequence[Agent], now: Mapping[Role, Agent]) -> View:
    """Return the question who does what; whoever had a role hands it over."""
    options = [Option(agent.name, str(agent.id)) for agent in agents]
    blocks = []
    for role, name in ROLES.items():
        chosen = str(now[role].id) if role in now else None
        element = select(role.value, options, "Nobody yet", chosen)
        blocks.append(question(role.value, name, element, optional=True))
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_ROLES_MODAL, "Roles", blocks, about, submit="Hand over")


def link(incident: Incident, threads: Sequence[tuple[Thread, str]]) -> View:
    """Return the question which customer's thread suffers from it too."""
    options = [Option(f"{one.ref} {company}: {one.title}", str(one.id)) for one, company in threads]
    blocks: list[Block] = []
    if options:
        pick = select(ids.TARGET, options[:100], "An open thread")
        blocks.append(question(ids.TARGET, "Thread", pick, optional=True))
    typed = text_input(ids.REF, placeholder="T-1042", longest=20)
    blocks.append(question(ids.REF, "Or by its reference", typed, optional=True))
    blocks.append(context("The customer is told what the others were told last."))
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_LINK_MODAL, "Link a thread", blocks, about, submit="Link")


def page(incident: Incident, whom: Sequence[tuple[str, str]]) -> View:
    """Return the question whom to call; `whom` are names with what they mean."""
    options = [Option(words, name) for name, words in whom][:100]
    blocks = [
        question(ids.PATH, "Call", select(ids.PATH, options, "Whom")),
        question(ids.WHY, "Why", text_input(ids.WHY, placeholder="What we need them for")),
    ]
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_PAGE_MODAL, "Page someone", blocks, about, submit="Page")


def severity(incident: Incident, thread: Thread) -> View:
    """Return the question how much harm it does."""
    now = thread.severity.value if thread.severity else None
    element = select(ids.SEVERITY, severity_options(), "How much harm is done", now)
    blocks = [question(ids.SEVERITY, "Severity", element), context("The paging follows.")]
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_SEVERITY_MODAL, "Severity", blocks, about, submit="Change")


def snooze(incident: Incident, minutes: int) -> View:
    """Return the question when the next update comes."""
    options = [Option(f"{one} min", str(one)) for one in sorted({*MINUTES, minutes})]
    blocks = [
        question(ids.NEXT, "Next update in", select(ids.NEXT, options, "When", str(minutes))),
        context("Only this one: after it, it is as often as before."),
    ]
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_SNOOZE_MODAL, "Next update later", blocks, about, submit="Move")


def export(incident: Incident, text: str) -> View:
    """Return the written summary to copy; sending it lets the channel be archived."""
    shown = sections(f"```{text.replace('```', '')}```", most=20)
    submit = "Archive later" if incident.over and incident.exported_at is None else None
    note = f"As a file: `bellhop incidents export {incident.id}`"
    later = "Everything in the channel stays readable once it is archived." if submit else ""
    blocks = [*shown, context(note, later)]
    about = {"incident": incident.id}
    return modal(ids.INCIDENT_EXPORT_MODAL, "Written summary", blocks, about, submit=submit)


def _words(name: str, label: str, placeholder: str) -> Block:
    element = text_input(name, placeholder=placeholder, multiline=True)
    return question(name, label, element, optional=True)
