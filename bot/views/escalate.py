"""The Escalate… dialog: whom to call, how much harm is done, and why."""

from collections.abc import Sequence

from bot.views import ids
from bot.views.blocks import View, context, modal, question, section
from bot.views.elements import Option, button, select, text_input
from bot.views.status import SEVERITY
from store.threads import Severity, Thread

MEANINGS = {
    Severity.SEV1: "production is down, or data is lost",
    Severity.SEV2: "a major feature fails, no way around it",
    Severity.SEV3: "something minor, or there is a way around it",
    Severity.SEV4: "cosmetic, or a question",
}
TEAM = "team "  # before the choice of a team
BY_SEVERITY = Option("Who is on call: the severity says how soon", ids.NONE)


def severity_options() -> list[Option]:
    """Return the severities with what they mean."""
    return [Option(f"{words}: {MEANINGS[one]}", one.value) for one, words in SEVERITY.items()]


def escalate(thread: Thread, paths: Sequence[str], teams: Sequence[str]) -> View:
    """Return the question; who has the thread keeps it."""
    options = [BY_SEVERITY, *(Option(path, path) for path in paths)]
    options += [Option(f"The team {team}", f"{TEAM}{team}") for team in teams]
    whom = select(ids.PATH, options, "Whom to call", ids.NONE)
    unknown = Option("Not known yet", ids.NONE)
    now = thread.severity.value if thread.severity else ids.NONE
    harm = select(ids.SEVERITY, [unknown, *severity_options()], "How much harm is done", now)
    why = text_input(ids.WHY, placeholder="What is broken, for whom, since when", multiline=True)
    report = button("Write a report…", ids.BUG, str(thread.id))
    blocks = [
        question(ids.PATH, "Call", whom),
        question(ids.SEVERITY, "Severity", harm),
        question(ids.WHY, "Why", why, "Whoever is called reads this first."),
        context("The thread stays with who has it, and waits for engineering."),
        section("Is it a bug? Engineers can begin at once with a report.", report),
    ]
    about = {"thread": thread.id}
    return modal(ids.ESCALATE_MODAL, f"Escalate {thread.ref}", blocks, about, submit="Escalate")
