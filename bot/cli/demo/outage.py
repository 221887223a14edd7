"""The API of the imaginary product goes down: two customers write, and it is an incident."""

from bot.app import Bellhop
from bot.cli.demo.stage import ACME, GLOBEX
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.incidents.leading import link
from bot.desk.threads import set_severity
from playground import Slack
from playground.hooks import Hook
from store.threads import Severity
from store.transaction import Transaction

CAROL = "Every call to your API answers 503 since a minute ago. Orders of ours are stuck."
DAVE = "Is something wrong? Our dashboards do not load any more."


def api_down(slack: Slack, bellhop: Bellhop) -> Hook:
    """Return the button."""

    async def breaks() -> None:
        written = [
            (ACME, await slack.person("carol").says(ACME, CAROL)),
            (GLOBEX, await slack.person("dave").says(GLOBEX, DAVE)),
        ]
        await slack.settled()
        await bellhop.store.write(_grade, bellhop.deps.desk, written)

    about = (
        "Carol and Dave write, Lea says it is a SEV1: look as Olga, who is on call, and then Ada"
    )
    return Hook("Incident", "The API is down", about, list, breaks)


def _grade(tx: Transaction, desk: Desk, written: list[tuple[str, str]]) -> None:
    """Let the lead say how much harm it does, and whom else it concerns."""
    lea = tx.agents.by_key("lea")
    found = [message for one in written if (message := tx.messages.by_ts(*one)) is not None]
    threads = [message.thread_id for message in found if message.thread_id is not None]
    if lea is None or len(threads) < len(written):
        raise LookupError("the demo's customers were not heard")
    first, *others = threads
    set_severity(tx, desk, first, Severity.SEV1, By.agent(lea))
    incident = tx.incidents.open_of(first)
    if incident is None:
        raise LookupError("desk.yml declares no incident for a SEV1")
    for thread_id in others:
        link(tx, desk, incident.id, thread_id, By.agent(lea))
