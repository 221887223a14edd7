"""What the inbox does with a webhook: read it once more, and let the desk receive the signal."""

from collections.abc import Mapping
from hashlib import sha256

from bot.config.webhooks import SignalPaths
from bot.desk.desk import Desk
from bot.desk.inbox import WEBHOOK, Arrived, Route
from bot.desk.incoming import Outcome, ignored
from bot.desk.signals.receiving import Said, receive
from bot.desk.signals.signal import Trust
from store.transaction import Transaction
from triggers.webhooks.body import keepable, parse
from triggers.webhooks.sender import Sender
from triggers.webhooks.source import Post, Told

UNSIGNED = "unsigned:"  # before the key of a part that the signature says nothing about
LONGEST = 200


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
        """Receive the signal, if it is one."""
        sender = self._sender
        signed = not arrived.key.startswith(UNSIGNED)
        if not signed and tx.inbox.is_known(arrived.source, arrived.key.removeprefix(UNSIGNED)):
            return ignored("it came before, and signed")
        paths = sender.webhook.mapping or SignalPaths()
        told = Told(arrived.kind, arrived.key, parse(arrived.body), paths)
        signal = sender.source.read(told)
        if signal is None:
            return ignored(f"a {arrived.kind} of {sender.webhook.source}: no signal")
        trust = sender.trust if signed else Trust.low
        may_act = trust is Trust.high or (signed and sender.webhook.may_act)
        return receive(tx, desk, Said(sender.name, signal, trust, may_act))
