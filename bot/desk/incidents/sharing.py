"""Sharing the written summary with customers: only what they may read, and a person sends it."""

from datetime import timedelta

from bot.config.span import Count, Span
from bot.desk.desk import Desk
from bot.desk.owing.kinds import SUMMARY
from bot.desk.paging.showing import hours_of, name_of_actor
from bot.desk.room import tell_room
from bot.views.incidents import lines
from bot.views.incidents.shared import Told, customer_summary
from store.followups import Followup
from store.incidents import Incident
from store.threads import Thread
from store.transaction import Transaction

WITHIN = Span(timedelta(days=1), Count.business_days)


def offer_summary(tx: Transaction, desk: Desk, thread: Thread, followup: Followup) -> None:
    """Put a draft into the room of a thread that we hold, when its customer's tier gets one."""
    incident = tx.incidents.get(followup.payload["incident"])
    if incident is None or not thread.channel or not _is_promised(tx, desk, thread):
        return
    words, by = _drawn(tx, desk, incident), name_of_actor(tx, incident.resolved_by or "")
    due = hours_of(tx, desk, thread).due(tx.now, WITHIN)
    payload = {"words": words, "text": lines.summary_of(incident), "by": by}
    payload["since"] = tx.now.isoformat()
    tx.followups.schedule(f"{SUMMARY}:{thread.id}", SUMMARY, thread.id, due, payload)
    key, head = f"{SUMMARY}:{incident.id}", lines.summary_waits(incident)
    tell_room(tx, desk, thread, key, draft=words, about=thread.id, head=head)


def _is_promised(tx: Transaction, desk: Desk, thread: Thread) -> bool:
    customer = tx.customers.get(thread.customer_id)
    return customer is not None and customer.tier in desk.config.incidents.summary_for


def _drawn(tx: Transaction, desk: Desk, incident: Incident) -> str:
    told = [Told(one.at, one.public) for one in tx.incident_record.of(incident.id) if one.public]
    return customer_summary(incident, desk.config.incidents.public_title, told)
