"""The report for engineering: its dialog, the customer's form, and what the room reads of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.views import ids
from bot.views.blocks import Block, View, context, modal, question, rows
from bot.views.elements import (
    Element,
    Option,
    button,
    file_input,
    select,
    text_input,
    time_picker,
)
from bot.views.escalate import severity_options
from bot.views.text import clip, escape, one_line
from store.bug_reports import BugReport, Part, Reproduction
from store.threads import Thread

FILL_IN = "Fill in"
FORM_TITLE = "What happened"
REPORT = "the report for engineering"
NEWS = "what is new in the report for engineering"
ASKED = (
    "To find out what went wrong, our engineers need a few details that only you can see. "
    "What you know is enough."
)
PRIVATE = (
    "Passwords, cookies and tokens are taken out of HAR and log files before anybody keeps them. "
    "We cannot take them out of pictures."
)
LABELS: Mapping[Part, str] = {
    Part.summary: "In one line",
    Part.who: "Who is affected",
    Part.system: "Which system",
    Part.function: "What they cannot do in their business",
    Part.severity: "Severity",
    Part.when: "When exactly",
    Part.url: "Address or endpoint",
    Part.request_id: "Request id",
    Part.reproduction: "Can it be reproduced?",
    Part.steps: "Steps to reproduce",
    Part.expected: "Expected",
    Part.actual: "What happens instead",
    Part.tried: "What was tried",
    Part.wanted: "What you need from engineering, by when",
    Part.account: "Account or workspace",
    Part.browser: "Browser",
    Part.os: "Operating system",
}

# what the parts are called in the report; one word each, so that `shown` of a tracker can name them
HEADINGS: Mapping[Part, str] = {
    Part.who: "Affected",
    Part.system: "System",
    Part.function: "Impact",
    Part.severity: "Severity",
    Part.when: "When",
    Part.url: "Endpoint",
    Part.request_id: "Request",
    Part.reproduction: "Reproduction",
    Part.steps: "Steps",
    Part.expected: "Expected",
    Part.actual: "Actual",
    Part.tried: "Tried",
    Part.wanted: "Wanted",
    Part.account: "Account",
    Part.browser: "Browser",
    Part.os: "OS",
}
HINTS: Mapping[Part, str] = {
    Part.summary: "What fails, for whom",
    Part.system: "Such as: the checkout in production",
    Part.function: "Such as: they cannot invoice since noon",
    Part.when: "With the time zone; each time, if it comes and goes",
    Part.request_id: "Or: none, and why there is none",
    Part.steps: "From a fresh start, one on each line; or what you did to make it happen again",
    Part.tried: "With what came of it; nothing is an answer too",
    Part.wanted: "The answer or the fix you need, and what the customer was promised",
}
LONG = (Part.steps, Part.expected, Part.actual, Part.tried, Part.wanted)
OF_CUSTOMER: Mapping[Part, str] = {
    Part.actual: "What happened?",
    Part.expected: "What did you expect instead?",
    Part.when: "When was it, by your own clock?",
    Part.url: "At which address (URL)?",
    Part.account: "Which account or workspace were you in?",
    Part.browser: "Which browser, or app?",
    Part.os: "On which operating system?",
}


@dataclass(frozen=True)
class Reporting:
    """What the dialog shows: what is said so far, and whether the customer is asked.

    `partly`: it may be filed without all of it, and asks why it has to be.
    """

    thread: Thread
    said: Mapping[Part, str]
    parts: Sequence[Part]
    report: BugReport
    partly: bool = False


def report(shown: Reporting) -> View:
    """Return the dialog; what is known is filled in."""
    thread = shown.thread
    blocks = [
        *_head(shown),
        *(
            _question(part, shown.said.get(part, ""), needed=not shown.partly)
            for part in shown.parts
        ),
    ]
    about = {"thread": thread.id}
    return modal(ids.BUG_MODAL, f"Engineering {thread.ref}"[:24], blocks, about, submit="File")


def _head(shown: Reporting) -> list[Block]:
    report, thread_id = shown.report, str(shown.thread.id)
    asking: list[Element] = []
    blocks: list[Block] = []
    if report.form is not None:
        blocks.append(context("⏳ The customer was asked; the answers will stand here."))
    else:
        asking = [button("Ask the customer for details", ids.BUG_ASK, thread_id)]
        if report.answered_at is not None:
            blocks.append(context("📋 The customer has answered."))
    if shown.partly:
        why = text_input(ids.WHY, multiline=True, longest=500)
        label = "Why it cannot wait for what is missing"
        reason = question(ids.WHY, label, why, "This stands in the report.")
        return [*blocks, *rows(asking), reason]
    partly = button("File without all of it…", ids.BUG_PARTLY, thread_id)
    return [*blocks, *rows([*asking, partly])]


def _question(part: Part, said: str, *, needed: bool) -> Block:
    block, hint = ids.part(part), HINTS.get(part, "")
    element = _element(part, block, said)
    return question(block, LABELS[part], element, hint, optional=not needed)


def _element(part: Part, block: str, said: str) -> Element:
    if part is Part.severity:
        return select(block, severity_options(), "How much harm is done", said)
    if part is Part.reproduction:
        options = [Option(one.value.capitalize(), one.value) for one in Reproduction]
        return select(block, options, "Choose one", said)
    return text_input(block, said, multiline=part in LONG)


def lacks(part: Part) -> str:
    """Say at an input what it has to say."""
    if part is Part.when:
        return "A time of day is needed, to find it in the logs: 14:05 UTC"
    return "This is needed. If nobody knows, say so, or use “File without all of it…” above."


def form(asked: Sequence[Part], key: str, thread_id: int, kinds: Sequence[str]) -> View:
    """Return what the customer fills in."""
    blocks = [_asked(part) for part in asked]
    files = file_input(ids.FILES, kinds, 5)
    label = "A screenshot, a HAR file or a log"
    blocks.append(question(ids.FILES, label, files, PRIVATE, optional=True))
    about = {"bug": key, "thread": thread_id}
    return modal(ids.BUG_FORM_MODAL, FORM_TITLE, blocks, about, submit="Send")


def _asked(part: Part) -> Block:
    block = ids.part(part)
    long = part in (Part.expected, Part.actual)
    at = time_picker(block) if part is Part.when else text_input(block, multiline=long)
    return question(block, OF_CUSTOMER[part], at, optional=part is not Part.actual)


def names(parts: Sequence[Part]) -> str:
    """Return parts of a report in words; plain."""
    return ", ".join(LABELS[part].rstrip("?").lower() for part in parts)


def files_of(names: Sequence[str]) -> str:
    """Return what the customer sent, each once; plain."""
    sent = ", ".join(dict.fromkeys(names))
    return f"{sent} (without secrets, in the room of the thread)"


def filed_again(by: str) -> str:
    """Say to the room that there was nothing to add."""
    return f"📋 *{escape(by)}* filed the report for engineering once more: it says what it said"


def not_added(why: str) -> str:
    """Say to the room that the issue does not say what is new."""
    return f"⚠️ What is new is *not* in the issue: {escape(why)}"


def taken(name: str, told: Sequence[str], *, changed: bool) -> str:
    """Say to the room what was in a file."""
    removed = " Secrets in it were removed." if changed else ""
    failed = "".join(f"\n• {escape(clip(one_line(line), 300))}" for line in told)
    return f"📎 *{escape(clip(name, 100))}* is above.{removed}{failed}"


def not_taken(name: str, why: str) -> str:
    """Say to the room why a file is not there."""
    name, why = escape(clip(name, 100)), escape(clip(why, 200))
    return f"🔒 *{name}* was *not* taken over, and goes to nobody: {why}"
