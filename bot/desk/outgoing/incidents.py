"""The channel of an incident and all that is in it; drawn when it is sent.

All of it goes in one lane, behind the making of the channel: while Slack is down, it waits there.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.delivery.kinds import Call
from bot.delivery.outbox import is_shared
from bot.desk.by import BELLHOP
from bot.desk.desk import Desk
from bot.desk.incidents.roles import vacant
from bot.desk.outgoing.card import post
from bot.desk.paging.showing import tell
from bot.desk.there import there
from bot.desk.warroom.inviting import invite_all
from bot.desk.warroom.marking import mark, mark_issues, mark_thread
from bot.desk.warroom.showing import (
    CHANNEL,
    PIN,
    queue,
    show,
    shown,
    thread_of,
)
from bot.views.blocks import Surface, sections
from bot.views.incidents import lines
from bot.views.incidents.summary import announcement, summary, topic, wanted_for
from store.deliveries import Delivery
from store.incident_record import Fact
from store.incidents import Incident
from store.transaction import Transaction

Answer = Mapping[str, Any]
LONGEST = 80  # characters that the name of a channel may have
NAMES = 20  # tries


def channel(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Make the channel; its name may be taken, also by one that was archived."""
    incident = _incident(tx, delivery)
    if incident.channel is not None:
        return None
    settings = desk.config.incidents
    name = name_of(settings.prefix, incident, int(delivery.payload.get("suffix", 0)))
    return Call("conversations.create", {"name": name, "is_private": settings.private})


def name_of(prefix: str, incident: Incident, suffix: int) -> str:
    """Return the name of the channel: `incident-t-1042`, and `incident-t-1042-2` where that is taken."""
    end = f"t-{incident.thread_id}" + (f"-{suffix + 1}" if suffix else "")
    return prefix[: LONGEST - len(end)] + end


def made(desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Remember the channel and fill it; when its name was taken, try the next one."""
    incident = _held(tx, delivery)
    if "refused" in answer:
        _another_name(desk, tx, incident, delivery, str(answer["refused"]))
        return
    if incident.channel is not None:
        return
    said = answer["channel"]
    incident = tx.incidents.save(
        replace(incident, channel=str(said["id"]), channel_name=str(said["name"]))
    )
    invite_all(tx, desk, incident)
    show(tx, desk, incident)
    mark_thread(tx, desk, incident)
    if incident.status_page:
        mark(tx, incident, "status_page", "Status page", incident.status_page)
    mark_issues(tx, incident)
    tell(tx, desk, thread_of(tx, incident), lines.goes_on(str(said["id"])))


def _another_name(
    desk: Desk, tx: Transaction, incident: Incident, delivery: Delivery, why: str
) -> None:
    suffix = int(delivery.payload.get("suffix", 0)) + 1
    if suffix < NAMES:
        queue(tx, incident, CHANNEL, str(suffix), suffix=suffix)
        return
    not_made(desk, tx, delivery, why)


def not_made(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Say that there is no channel: the incident goes on in the room of its thread."""
    incident = _incident(tx, delivery)
    tx.incident_record.append(incident.id, Fact.trouble, BELLHOP.actor, f"no channel: {why}")
    tell(tx, desk, thread_of(tx, incident), lines.no_channel(why))


def bookmark(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Put a link at the top of the channel."""
    place = _place(tx, _incident(tx, delivery))
    if place is None:
        return None
    said = delivery.payload
    args = {"channel_id": place, "title": said["title"], "type": "link", "link": said["url"]}
    return Call("bookmarks.add", args)


def invite(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Let somebody in."""
    place = _place(tx, _incident(tx, delivery))
    if place is None:
        return None
    return Call("conversations.invite", {"channel": place, "users": delivery.payload["user"]})


def headline(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Let the topic say how it stands."""
    incident = _incident(tx, delivery)
    place = _place(tx, incident)
    if place is None:
        return None
    words = topic(shown(tx, desk, incident))
    return Call("conversations.setTopic", {"channel": place, "topic": words})


def pinned(desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Post the summary, or bring it up to date."""
    incident = _incident(tx, delivery)
    place = _place(tx, incident)
    if place is None:
        return None
    drawn = summary(shown(tx, desk, incident), tx.now)
    if incident.summary_ts is None:
        return post(drawn, channel=place)
    args = {"channel": place, "ts": incident.summary_ts}
    return Call("chat.update", {**args, "text": drawn.text, "blocks": drawn.blocks})


def summary_sent(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Pin the summary once it is there."""
    incident = _held(tx, delivery)
    if incident.summary_ts is None:
        incident = tx.incidents.save(replace(incident, summary_ts=str(answer["ts"])))
        queue(tx, incident, PIN, "summary")


def pin(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Pin the summary."""
    incident = _incident(tx, delivery)
    place = _place(tx, incident)
    if place is None or incident.summary_ts is None:
        return None
    return Call("pins.add", {"channel": place, "timestamp": incident.summary_ts})


def line(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Say something in the channel."""
    place = _place(tx, _incident(tx, delivery))
    if place is None:
        return None
    words = delivery.payload["line"]
    return post(Surface(words, sections(words)), channel=place)


def vacant_roles(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for whoever takes the roles that nobody has; by now somebody may."""
    incident = _incident(tx, delivery)
    place, wanted = _place(tx, incident), vacant(tx, incident)
    if place is None or not wanted or incident.over:
        return None
    return post(wanted_for(incident, wanted, delivery.payload["called"]), channel=place)


def announced(desk: Desk, tx: Transaction, delivery: Delivery) -> Call:
    """Announce it, or bring the announcement up to date."""
    incident = _incident(tx, delivery)
    drawn = announcement(shown(tx, desk, incident), tx.now)
    if incident.announced_ts is None:
        return post(drawn, channel=delivery.channel)
    args = {"channel": incident.announced_channel, "ts": incident.announced_ts}
    return Call("chat.update", {**args, "text": drawn.text, "blocks": drawn.blocks})


def announcement_sent(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Remember where the announcement is."""
    incident = _held(tx, delivery)
    if incident.announced_ts is None:
        place, ts = str(answer["channel"]), str(answer["ts"])
        tx.incidents.save(replace(incident, announced_channel=place, announced_ts=ts))


def read(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask what a message says that somebody put on the timeline, and that we do not know."""
    incident = _incident(tx, delivery)
    if incident.channel is None:
        return None
    ts = delivery.payload["ts"]
    args = {"channel": incident.channel, "ts": ts, "oldest": ts, "latest": ts, "inclusive": True}
    return Call("conversations.replies", args)


def heard(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Answer) -> None:
    """Keep what it says, unless it was edited meanwhile."""
    incident, ts = _held(tx, delivery), delivery.payload["ts"]
    known = tx.incident_record.message(incident.id, ts)
    found = [one for one in answer.get("messages", []) if one.get("ts") == ts]
    if known is None or known.edited_ts is not None or not found:
        return
    author = str(found[0].get("user") or "")
    tx.incident_record.edit(known, author, str(found[0].get("text") or ""), None)


def archive(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Put the channel away."""
    incident = _incident(tx, delivery)
    if incident.channel is None or not incident.over:
        return None
    return Call("conversations.archive", {"channel": incident.channel})


def archived(_desk: Desk, tx: Transaction, delivery: Delivery, _answer: Answer) -> None:
    """Remember that the channel was put away."""
    tx.incidents.save(replace(_held(tx, delivery), archived_at=tx.now))


def page_opened(tx: Transaction, delivery: Delivery, link: str | None) -> None:
    """Say in the channel that the public can read of it, and where."""
    key = str(delivery.payload["args"]["key"])
    kind, _, number = key.partition(":")
    incident = tx.incidents.lock(int(number)) if kind == "incident" and number.isdecimal() else None
    if incident is None or link is None:
        return
    incident = tx.incidents.save(replace(incident, status_page=link))
    if incident.channel is not None:
        mark(tx, incident, "status_page", "Status page", link)
        queue(tx, incident, "incident_line", "status_page", line=lines.page_opened(link))


def _incident(tx: Transaction, delivery: Delivery) -> Incident:
    return there(tx.incidents.get(delivery.payload["incident"]), f"the incident of {delivery.key}")


def _held(tx: Transaction, delivery: Delivery) -> Incident:
    return there(tx.incidents.lock(delivery.payload["incident"]), f"the incident of {delivery.key}")


def _place(tx: Transaction, incident: Incident) -> str | None:
    """Return the channel, while only our own people are in it and it is not put away."""
    if incident.channel is None or incident.archived_at is not None:
        return None
    return None if is_shared(tx, incident.channel) else incident.channel
