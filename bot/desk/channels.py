"""Channels: which customer one belongs to, asked once and answered by a click."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.incoming import Joined, Outcome, ignored
from bot.desk.intake.intake import UNMAPPED, hear_again
from bot.desk.threads import By, set_customer
from bot.errors import Refused
from bot.views import alerts
from store.channels import Channel, Mapping
from store.customers import Customer
from store.deliveries import DeliveryState
from store.thread_list import UNRESOLVED, Filter
from store.transaction import Transaction

_FILLER = re.compile(r"\b(support|ext|external|shared|help|customer|client|team|with|x)\b|[-_]+")
ALIKE = 0.6


def join(tx: Transaction, desk: Desk, joined: Joined) -> Outcome:
    """When the bot was invited: ask the triage channel which customer this is."""
    if joined.user != desk.identity.user:
        return ignored("somebody joined a channel")
    if joined.channel in desk.rooms or joined.channel == desk.config.desk.alerts:
        return ignored("the bot joined one of our own channels")
    if _of_incident(tx, joined):
        return ignored("the bot made this channel for an incident")
    if tx.channels.ask(joined.channel) is None:
        return _joined_again(tx, joined.channel)
    tx.timeline.append("channel.asked", "bellhop", None, after=joined.channel)
    # what Slack says about the channel comes first: the question shows its name and suggestions
    to_team(
        tx,
        Post(
            _info_key(joined.channel),
            "channel_info",
            "slack:channels",
            payload={"channel": joined.channel, "inviter": joined.inviter},
        ),
    )
    return Outcome(f"asked which customer {joined.channel} belongs to")


def leave(tx: Transaction, desk: Desk, channel: str) -> Outcome:
    """When the bot was taken out of a channel: nobody hears any more what is said there."""
    known = tx.channels.get(channel)
    if channel not in desk.internal and (known is None or known.mapping is Mapping.ignored):
        return ignored("the bot left a channel that is none of ours")
    tx.timeline.append("channel.left", "bellhop", None, after=channel)
    raise_alert(tx, desk, f"left:{uuid4().hex}", alerts.taken_out(channel))
    return Outcome(f"told that the bot is not in {channel} any more")


def _of_incident(tx: Transaction, joined: Joined) -> bool:
    """Whether we made it: nobody invites who makes a channel, and we may not know its id yet."""
    if tx.incidents.by_channel(joined.channel) is not None:
        return True
    return joined.inviter is None and tx.incidents.awaits_channel()


def show_question(
    tx: Transaction, desk: Desk, channel: str, inviter: str | None, domain: str | None
) -> None:
    """Post the question; `domain` is the e-mail domain of the other company's workspace."""
    triage = desk.config.desk.triage
    payload = {"channel": channel, "inviter": inviter, "domain": domain}
    lane = channel_lane(triage)
    key = _question_key(channel)
    to_team(tx, Post(key, "channel_question", lane, triage, payload=payload))


def _joined_again(tx: Transaction, channel: str) -> Outcome:
    """Ask once more when the question never arrived."""
    asked = [tx.deliveries.by_key(key) for key in (_info_key(channel), _question_key(channel))]
    dead = [one for one in asked if one is not None and one.state is DeliveryState.dead]
    for delivery in dead:
        tx.deliveries.revive(delivery.id)
    if not dead:
        return ignored("the bot joined a channel it knows")
    return Outcome(f"asked again which customer {channel} belongs to")


def _info_key(channel: str) -> str:
    return f"channel_info:{channel}"


def _question_key(channel: str) -> str:
    return f"question:{channel}"


@dataclass(frozen=True)
class Question:
    """The question whose channel this is, as it stands in a triage channel."""

    about: str
    channel: str
    ts: str


def answer(
    tx: Transaction, desk: Desk, question: Question, customer_id: int | None, by: By
) -> Channel:
    """Answer the question, unless somebody was faster: they are asked to change it instead."""
    channel = _held(tx, question.about)
    if channel.mapping is not Mapping.asked:
        if channel.customer_id != customer_id:
            raise Refused("Somebody has answered this already: use Change… if they are wrong.")
        return channel
    return change(tx, desk, question, customer_id, by)


def change(
    tx: Transaction, desk: Desk, question: Question, customer_id: int | None, by: By
) -> Channel:
    """Answer the question, or answer it anew."""
    mapped = map_channel(tx, desk, question.about, customer_id, by)
    payload = {"channel": question.about, "ts": question.ts, "by": by.name}
    key, lane = f"channel_answer:{uuid4().hex}", channel_lane(question.channel)
    to_team(tx, Post(key, "channel_answer", lane, question.channel, payload=payload))
    return mapped


def map_channel(
    tx: Transaction, desk: Desk, channel_id: str, customer_id: int | None, by: By
) -> Channel:
    """Say whose channel it is, or (None) nobody's; what was said there meanwhile is taken now."""
    channel = _held(tx, channel_id)
    if customer_id is not None and tx.customers.get(customer_id) is None:
        raise Refused("That customer is not known any more.")
    tx.channels.map(channel_id, customer_id)
    before, after = (
        {"channel": channel_id, "customer": id_} for id_ in (channel.customer_id, customer_id)
    )
    tx.timeline.append("channel.mapped", by.actor, None, before, after)
    if customer_id is not None:
        _hand_over(tx, desk, channel, customer_id, by)
        take_waiting(tx, desk, channel_id)
    return _held(tx, channel_id)


def _hand_over(tx: Transaction, desk: Desk, channel: Channel, customer_id: int, by: By) -> None:
    """Let what is going on in a channel that was given to the wrong customer be the right one's."""
    if channel.customer_id in (None, customer_id):
        return
    cursor, going_on = None, Filter(UNRESOLVED, customer_id=channel.customer_id)
    while True:
        page = tx.thread_list.page(going_on, cursor=cursor)
        for thread in page.threads:
            if thread.channel == channel.id:
                set_customer(tx, desk, thread.id, customer_id, by)
        cursor = page.cursor
        if cursor is None:
            return


def suggestions(tx: Transaction, name: str, domain: str | None) -> list[Customer]:
    """Return the customers a channel may belong to: by domain, then by likeness of name."""
    found = [tx.customers.by_domain(domain)] if domain else []
    plain = _plain(name)
    scored = [
        (SequenceMatcher(None, plain, _plain(one.name)).ratio(), one) for one in tx.customers.all()
    ]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    ranked = [one for one in [*found, *(one for _, one in alike)] if one is not None]
    return list({one.id: one for one in ranked}.values())[:3]


def _held(tx: Transaction, channel_id: str) -> Channel:
    channel = tx.channels.lock(channel_id)
    if channel is None:
        raise Refused("I am not in that channel any more.")
    return channel


def _plain(name: str) -> str:
    return " ".join(_FILLER.sub(" ", name.lower()).split())


def take_waiting(tx: Transaction, desk: Desk, channel: str) -> None:
    """Take what was said in a channel before we knew whose it is."""
    for message in tx.messages.waiting(channel, UNMAPPED):
        if message.deleted_at is None:
            hear_again(tx, desk, message)
