"""What is known of a bug before anybody is asked: from the customer, the thread and its messages."""

import re
from collections.abc import Iterable

from bot.desk.answers import unmarked
from bot.desk.desk import Desk
from bot.desk.redaction.words import clean_text
from store.bug_reports import BugReport, Part
from store.messages import Author, Kind, Message
from store.threads import Thread
from store.transaction import Transaction

LOOKED_AT = 200  # messages of a thread
MOST = 5  # of each kind

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REQUEST = re.compile(
    r"(?:request|req|trace|correlation)[ _-]?id\W{1,4}(?:is\s+)?([\w.-]*\d[\w.-]*)"
    rf"|\b(req[_-][\w-]*\d[\w-]*|{_UUID})\b",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>|\"']+")
_TIME = re.compile(
    r"\b(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
    r"(?: ?[ap]m\b)?(?: ?(?:Z|UTC|GMT|C?ES?T|[PM][SD]T|[+-]\d\d:?\d\d))?",
    re.IGNORECASE,
)


def known(tx: Transaction, desk: Desk, thread: Thread, report: BugReport) -> dict[Part, str]:
    """Return what a report says: what agents wrote, else the customer, else what we found."""
    written = {Part(name): words for name, words in report.written.items()}
    emptied = {part: "" for part, words in written.items() if not words}
    found = {**_found(tx, thread), Part.who: named(tx, desk, thread), **emptied}
    answered = {Part(name): words for name, words in report.answered.items() if words}
    ids = [found.get(Part.request_id, ""), *_ids_of_files(report)]
    found[Part.request_id] = ", ".join(dict.fromkeys(one for one in ids if one))
    severity = {Part.severity: thread.severity.value} if thread.severity else {}
    said = {part: words for part, words in written.items() if words}
    return {**found, **answered, **severity, **said}


def named(tx: Transaction, desk: Desk, thread: Thread) -> str:
    """Return whose it is, with the ids that other systems know them by."""
    customer = tx.customers.get(thread.customer_id)
    if customer is None:
        return ""
    settings = desk.config.customers.get(customer.key)
    ids = [f"{system} {id_}" for system, id_ in (settings.external if settings else {}).items()]
    return ", ".join([f"{customer.name} ({customer.tier or 'no tier'})", *ids])


def _found(tx: Transaction, thread: Thread) -> dict[Part, str]:
    said = tx.messages.of_thread(thread.id, limit=LOOKED_AT)
    texts = [clean_text(unmarked(one.text)) for one in said if _counts(one)]
    found = {Part.summary: clean_text(thread.title)}
    found[Part.request_id] = _all(one for text in texts for one in _ids(text))
    found[Part.url] = _all(url.rstrip(".,)") for text in texts for url in _URL.findall(text))
    found[Part.when] = _all(time.strip() for text in texts for time in _TIME.findall(text))
    asked = [one for one in said if _counts(one) and one.author_kind is Author.customer]
    found[Part.actual] = clean_text(unmarked(asked[0].text))[:3000] if asked else ""
    return found


def _counts(message: Message) -> bool:
    """Whether a person said it to be read by the other side, and it is still there."""
    ours = message.author_kind is Author.bellhop or message.kind is Kind.note
    return not ours and message.deleted_at is None


def _ids(text: str) -> Iterable[str]:
    return (labelled or bare for labelled, bare in _REQUEST.findall(text))


def _ids_of_files(report: BugReport) -> Iterable[str]:
    """Return the request ids of what failed in the customer's HAR files."""
    lines = (line for file in report.files for line in file.get("told", ()))
    return [line.split("  ")[3].partition(" ")[2] for line in lines if line.count("  ") >= 3]


def _all(found: Iterable[str]) -> str:
    return ", ".join(list(dict.fromkeys(found))[:MOST])
