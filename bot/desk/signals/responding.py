"""Responding: the time of an episode has come, and the desk does what its rule wants."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.config.triggers import Approval, Response, Trigger
from bot.desk.desk import Desk
from bot.desk.episodes.saying import context_of, strangers_of
from bot.desk.room import say, show_card
from bot.desk.signals.beginning import begin_thread
from bot.desk.signals.checking import Found, Verdict, ask, is_checked
from bot.desk.signals.drafts import draft_of, offer, reach_out
from bot.desk.signals.ending import closed, end_now, thread_of
from bot.desk.signals.inhibiting import going_on
from bot.desk.signals.mode import is_shadow
from bot.desk.signals.storming import is_storm, suggest_incident
from bot.desk.signals.sweeping import still_so
from bot.desk.signals.updating import IN_A_THREAD
from bot.views import signals as views
from store.customers import Customer
from store.episodes import Became, Episode
from store.threads import Status
from store.transaction import Transaction

BATCH = 50
LATER = timedelta(minutes=1)  # when it failed
UNANSWERED = timedelta(minutes=5)  # before a service is asked again


def respond_due(tx: Transaction, desk: Desk) -> int:
    """Look at a batch of episodes whose time has come; return how many."""
    due = tx.episodes.due(BATCH)
    _hold_rules(tx, due)
    for episode in due:
        _look_at(tx, desk, episode)
    return len(due)


def _hold_rules(tx: Transaction, due: Sequence[Episode]) -> None:
    """Let no other replica respond by the same rule: each would see a few customers, and no storm."""
    for name in sorted({episode.rule for episode in due if episode.became is None}):
        tx.trigger_rules.lock(name)


def respond_one(tx: Transaction, desk: Desk, episode_id: int) -> None:
    """Look at one alone: a batch in which something fails is taken one by one."""
    episode = tx.episodes.lock(episode_id)
    if episode is not None and episode.due_at is not None and episode.due_at <= tx.now:
        _hold_rules(tx, [episode])
        _look_at(tx, desk, episode)


def due_ids(tx: Transaction) -> list[int]:
    """Return the ids of a batch of what is due."""
    return [episode.id for episode in tx.episodes.due(BATCH)]


def failed(tx: Transaction, episode_id: int) -> None:
    """Try again later."""
    episode = tx.episodes.lock(episode_id)
    if episode is not None and episode.due_at is not None:
        tx.episodes.save(replace(episode, due_at=tx.now + LATER))


def _look_at(tx: Transaction, desk: Desk, episode: Episode) -> None:
    if episode.became is None:
        respond(tx, desk, episode)
    elif episode.became in IN_A_THREAD and not episode.shadow:
        _tell_more(tx, desk, replace(episode, due_at=None))
    else:
        closed(tx, episode)  # its window is over


def respond(tx: Transaction, desk: Desk, episode: Episode, found: Found | None = None) -> None:
    """Do what the rule wants; where it says so, only once a service was asked."""
    rule = desk.config.triggers.get(episode.rule)
    if rule is None or episode.is_over:
        closed(tx, episode)  # over before anybody had to hear of it, or nobody wants to any more
        return
    if not still_so(tx, desk, rule, episode):
        end_now(tx, desk, episode, views.SEEN_AGAIN)
        return
    customer = tx.customers.get(episode.customer_id)
    if found is None and is_checked(rule, episode):
        ask(tx, rule, tx.episodes.save(replace(episode, due_at=tx.now + UNANSWERED)), {})
        return
    shadow = is_shadow(tx, episode.rule, rule)
    sure = found is None or found.verdict is Verdict.holds
    became = _becomes(tx, desk, rule, episode, customer)
    if became is Became.reached_out and not sure:
        became = Became.drafted  # a person has to look
    after = replace(episode, became=became, shadow=shadow, responded_at=tx.now, said_at=tx.now)
    after = replace(after, due_at=None if became in IN_A_THREAD else tx.now + rule.window)
    if shadow:
        tx.episodes.save(replace(after, due_at=tx.now + rule.window))
    else:
        done = tx.episodes.save(_done(tx, desk, rule, after, customer))
        thread = thread_of(tx, done)
        if found is not None and not sure and thread is not None:
            say(tx, desk, thread, views.unchecked(found.why))


def _becomes(
    tx: Transaction, desk: Desk, rule: Trigger, episode: Episode, customer: Customer | None
) -> Became:
    """Return what is to be done: never more than the rule wants, often less."""
    if customer is None:
        return Became.opened
    if is_storm(tx, episode.rule):
        return Became.storm
    if going_on(tx, rule, customer) is not None:
        return Became.attached
    if rule.respond is Response.hold or not episode.may_act:
        return Became.held
    return _speaks(desk, rule, episode, customer)


def _speaks(desk: Desk, rule: Trigger, episode: Episode, customer: Customer) -> Became:
    if rule.respond is not Response.reach_out or _is_left_alone(desk, customer):
        return Became.opened
    known = draft_of(rule, episode, customer) is not None
    return Became.reached_out if rule.approve is Approval.never and known else Became.drafted


def _is_left_alone(desk: Desk, customer: Customer) -> bool:
    settings = desk.config.customers.get(customer.key)
    return settings is None or settings.do_not_contact or not settings.channels


def _done(
    tx: Transaction, desk: Desk, rule: Trigger, episode: Episode, customer: Customer | None
) -> Episode:
    if episode.became is Became.storm:
        suggest_incident(tx, desk, episode)
    if episode.became in (Became.storm, Became.held):
        return episode
    if episode.became is Became.attached and customer is not None:
        thread = going_on(tx, rule, customer)
        if thread is None:
            raise LookupError("the conversation is over: it has to be looked at again")
        say(tx, desk, thread, context_of(desk, episode, customer))
        return replace(episode, thread_id=thread.id)
    thread = begin_thread(tx, desk, rule, episode, customer)
    opened = replace(episode, thread_id=thread.id, draft=draft_of(rule, episode, customer))
    if customer is None:
        say(tx, desk, thread, strangers_of(episode))
    if episode.became is Became.drafted:
        offer(tx, desk, thread, opened)
    elif episode.became is Became.reached_out:
        tx.episodes.save(opened)  # who speaks first is asked whether it may
        reach_out(tx, desk, thread, opened)
    return opened


def _tell_more(tx: Transaction, desk: Desk, episode: Episode) -> None:
    thread = thread_of(tx, episode)
    if thread is None or thread.status is Status.resolved:
        closed(tx, episode)
        return
    customer = tx.customers.get(episode.customer_id)
    told = context_of(desk, episode, customer) if customer else strangers_of(episode)
    say(tx, desk, thread, told)
    show_card(tx, desk, thread)
    tx.episodes.save(replace(episode, said_at=tx.now))
