"""Rules: a signal that `triggers:` is about begins an episode, goes into one, or ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.config.triggers import Trigger
from bot.desk.desk import Desk
from bot.desk.episodes.saying import STRANGER
from bot.desk.room import say
from bot.desk.signals.ending import closed, end, thread_of
from bot.desk.signals.folding import fits, with_signal
from bot.desk.signals.mode import is_shadow
from bot.desk.signals.signal import Signal, State
from bot.desk.signals.updating import tell_later
from bot.desk.signals.vouching import is_doubted, only_held, vouched
from bot.views.signals import MOST_STRANGERS, doubtful
from store.customers import Customer
from store.episodes import Episode
from store.transaction import Transaction

UNMATCHED = "unmatched"  # the key of what is about customers that we do not know
LONGEST = 300  # characters of a key: it is in an index


@dataclass(frozen=True)
class Heard:
    """A signal, by which webhook, about whom; and whether it is sure who said it."""

    webhook: str
    signal: Signal
    customer: Customer | None
    may_act: bool


def apply_rules(tx: Transaction, desk: Desk, heard: Heard) -> None:
    """Let every rule that is about this webhook see the signal."""
    for name, rule in desk.config.triggers.items():
        if rule.on.source != heard.webhook or rule.count or rule.sweep:
            continue
        over = heard.signal.state is State.resolved
        if over or fits(rule, heard.signal, heard.customer):
            apply_rule(tx, desk, name, heard)


def apply_rule(tx: Transaction, desk: Desk, name: str, heard: Heard) -> None:
    """Let one rule, by its name, see a signal that it is about."""
    if heard.signal.state is State.resolved:
        _recover(tx, desk, name, heard)
    else:
        _fire(tx, name, desk.config.triggers[name], heard)


def _fingerprint(name: str, heard: Heard) -> str:
    """Never without the customer: what is the same elsewhere is not the same."""
    if heard.customer is None:
        return f"{name}:{UNMATCHED}:{heard.webhook}"
    key, whose = heard.signal.key, f"{name}:{heard.customer.key}"
    return f"{whose}:{key if len(key) <= LONGEST else sha256(key.encode()).hexdigest()}"


def _fire(tx: Transaction, name: str, rule: Trigger, heard: Heard) -> None:
    fingerprint, live = _fingerprint(name, heard), not is_shadow(tx, name, rule)
    episode = tx.episodes.lock_open(fingerprint)
    rehearsed = episode is not None and episode.shadow and live
    if episode is not None and (rehearsed or only_held(episode, sure=heard.may_act)):
        closed(tx, episode)  # what is done in earnest begins now
        episode = None
    if episode is None:
        last = tx.episodes.last(fingerprint)
        if last is not None and _is_over_already(tx, rule, heard, last, live):
            return
        episode = _begun(tx, name, rule, heard)
    if is_doubted(episode, sure=heard.may_act):
        return
    after = with_signal(vouched(episode, sure=heard.may_act), heard.signal, tx.now)
    if heard.customer is None:
        after = _with_stranger(after, heard)
    tx.episodes.save(tell_later(tx, after) if _news(after) != _news(episode) else after)


def _news(episode: Episode) -> Mapping[str, Any]:
    """Return what people would read of it; of strangers only who they are."""
    found = {name: said[2] for name, said in episode.told.items()}
    if episode.customer_id is None:
        return {name: None for name in found if name.startswith(STRANGER)}
    return found


def _is_over_already(
    tx: Transaction, rule: Trigger, heard: Heard, last: Episode, live: bool
) -> bool:
    """Whether it is older than the end of it, or nobody wants to hear of it again so soon."""
    at = min(heard.signal.occurred_at or tx.now, tx.now)
    if heard.may_act and not last.may_act:
        return False  # nobody vouched for that
    if last.recovered_at is not None and at <= last.recovered_at:
        return True
    if last.became is None or last.ended_at is None or (last.shadow and live):
        return False
    late = last.fired_at is not None and at <= last.fired_at  # it belongs to what ended
    return late or tx.now < last.ended_at + rule.rest


def _begun(tx: Transaction, name: str, rule: Trigger, heard: Heard) -> Episode:
    fingerprint = _fingerprint(name, heard)
    begun = tx.episodes.begin(
        fingerprint=fingerprint,
        open_as=fingerprint,
        rule=name,
        webhook=heard.webhook,
        customer_id=heard.customer.id if heard.customer else None,
        due_at=tx.now + rule.group_wait,
    )
    episode = begun or tx.episodes.lock_open(fingerprint)
    if episode is None:
        raise LookupError(f"{fingerprint} began and ended elsewhere: it has to be tried again")
    return episode


def _recover(tx: Transaction, desk: Desk, name: str, heard: Heard) -> None:
    """Note the end of an episode, also when what began it comes later."""
    if heard.customer is None:
        return  # nobody knows which of them it is about
    fingerprint = _fingerprint(name, heard)
    episode = tx.episodes.lock_open(fingerprint) or tx.episodes.last(fingerprint)
    if episode is None:
        fresh = {"webhook": heard.webhook, "customer_id": heard.customer.id, "ended_at": tx.now}
        known = {"fingerprint": fingerprint, "rule": name, "may_act": heard.may_act}
        episode = tx.episodes.begin(**known, **fresh)
    if episode is None:
        raise LookupError(f"{fingerprint} could not be kept")
    if is_doubted(episode, sure=heard.may_act):
        _tell_doubt(tx, desk, episode, heard)
        return
    after = tx.episodes.save(with_signal(episode, heard.signal, tx.now))
    if after.open_as is not None and after.is_over:
        end(tx, desk, after)


def _tell_doubt(tx: Transaction, desk: Desk, episode: Episode, heard: Heard) -> None:
    """Let people look whether it is over, as somebody says for whom nobody vouches."""
    thread = thread_of(tx, episode) if episode.open_as is not None else None
    if thread is not None:
        say(tx, desk, thread, doubtful(heard.webhook, heard.signal.title))


def _with_stranger(episode: Episode, heard: Heard) -> Episode:
    """Keep by which ids someone is known whom we do not know; of very many only the first."""
    ids = [f"{system} {known_as}" for system, known_as in heard.signal.whom.ids]
    who = ", ".join([*ids, *heard.signal.whom.emails]) or "nobody named"
    name = f"{STRANGER}{who[:200]}"
    known = sum(one.startswith(STRANGER) for one in episode.told)
    if name not in episode.told and known >= MOST_STRANGERS:
        return episode
    said = ["", heard.signal.id, heard.signal.title[:200]]
    return replace(episode, told={**episode.told, name: said})
