"""What the inbox does with a webhook: read it once more, and let the desk receive the signal."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.config.webhooks import SignalPaths
from bot.desk.answers_elsewhere import Elsewhere, answered_elsewhere
from bot.desk.desk import Desk
from bot.desk.incoming import Outcome, ignored
from bot.desk.intake.inbox import WEBHOOK, Arrived, Route
from bot.desk.product.noting import note
from bot.desk.rates.counting import Request, count, is_counted
from bot.desk.signals.receiving import Said, receive
from bot.desk.signals.signal import Trust
from store.transaction import Transaction
from triggers.webhooks.body import keepable, parse
from triggers.webhooks.sender import Sender
from triggers.webhooks.source import Post, Told

UNSIGNED = "unsigned:"  # before the key of a part that the signature says nothing about
LONGEST = 200


@dataclass(frozen=True)
class Event:
    """What arrived, and its body as it was read."""

    arrived: Arrived
    body: Mapping[str, Any]


def arrived(sender: Sender, post: Post) -> Arrived:
    """Name an event as the inbox knows it."""
    named = sender.source.name(post)
    key = keepable(named.key)
    if not key or len(key) > LONGEST or key.startswith(UNSIGNED):
        key = sha256((key or post.text).encode()).hexdigest()
    if not post.signed:
        key = f"{UNSIGNED}{key}"
    kind = keepable(named.kind)[:LONGEST] or "unknown"
    return Arrived(f"{WEBHOOK}{sender.name}", kind, key, post.text)


def routes(senders: Mapping[str, Sender]) -> Mapping[str, Route]:
    """Return what the inbox does for each sender."""
    return {f"{WEBHOOK}{name}": Reader(sender).take for name, sender in senders.items()}


class Reader:
    """Reads what one sender told, in the inbox's transaction."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def take(self, tx: Transaction, desk: Desk, arrived: Arrived) -> Outcome:
        """Receive the signal, if it is one; a request is counted."""
        sender = self._sender
        unsigned = arrived.key.startswith(UNSIGNED)
        if unsigned and tx.inbox.is_known(arrived.source, arrived.key.removeprefix(UNSIGNED)):
            return ignored("it came before, and signed")
        body = parse(arrived.body)
        if why := sender.source.why_not(body, sender.webhook):
            return ignored(why)
        noted = _noted(tx, desk, sender, Told(arrived.kind, arrived.key, body, _paths(sender)))
        said = said_by(sender, arrived, body)
        if said is None:
            nothing = ignored(f"{arrived.kind} of {sender.webhook.source}: no signal")
            return Outcome("use of the product: it is noted") if noted else nothing
        if is_counted(desk, sender.name, said.signal):
            count(tx, desk, sender.name, [request_of(arrived, said)])
            return Outcome("a request: it is counted")
        return _heard(tx, desk, said)


def _noted(tx: Transaction, desk: Desk, sender: Sender, told: Told) -> bool:
    used = sender.source.used(told) if sender.source.used else None
    signed = not told.key.startswith(UNSIGNED)
    return used is not None and note(tx, desk, sender.name, used, signed)


def _paths(sender: Sender) -> SignalPaths:
    return sender.webhook.mapping or SignalPaths()


def _heard(tx: Transaction, desk: Desk, said: Said) -> Outcome:
    """Take an answer to a page of ours, which has to be signed; anything else is a signal."""
    ours = said.signal.ours if said.trust is Trust.high else None
    page = None if ours is None else tx.pages.by_key(ours)
    if page is None:
        return receive(tx, desk, said)
    who, whom = (said.signal.facts.get(name) for name in ("by", "assigned"))
    told = Elsewhere(said.signal.type, who and str(who), whom and str(whom))
    return answered_elsewhere(tx, desk, page, told)


def said_by(sender: Sender, arrived: Arrived, body: Mapping[str, Any]) -> Said | None:
    """Return what an event says, and how sure it is who said it; None: nothing to us."""
    signed = not arrived.key.startswith(UNSIGNED)
    signal = sender.source.read(Told(arrived.kind, arrived.key, body, _paths(sender)))
    if signal is None:
        return None
    trust = sender.trust if signed else Trust.low
    may_act = trust is Trust.high or (signed and sender.webhook.may_act)
    return Said(sender.name, signal, trust, may_act)


def request_of(arrived: Arrived, said: Said) -> Request:
    """Return a request; in another batch it may be the one that is signed, and is the same."""
    return Request(arrived.key.removeprefix(UNSIGNED), said.signal, said.may_act)
