"""Drafts that wait for a person: a first message of a rule, or what engineering's news mean."""

from dataclasses import dataclass, replace
from uuid import uuid4

from bot.delivery.outbox import Post, channel_lane, to_team
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.owing.kinds import FIXED, SUMMARY
from bot.desk.replies import Reply, reply
from bot.desk.threads import dismiss, known, reopen
from bot.errors import Refused
from bot.views import signals as views
from bot.views.blocks import Surface
from store.agents import Agent
from store.episodes import Became, Episode
from store.followups import UNSETTLED, Followup, FollowupState
from store.links import Links
from store.threads import Status, Thread
from store.transaction import Transaction


@dataclass(frozen=True)
class Draft:
    """What may be said; `begins`: the customer has seen nothing of the thread yet."""

    words: str
    key: str
    begins: bool


def send_draft(tx: Transaction, desk: Desk, thread_id: int, click: str, agent: Agent) -> Thread:
    """Send the draft of a thread as the agent; Refused when it is no longer needed."""
    thread = known(tx, thread_id)
    draft = drafted(tx, thread)
    if not draft.words:
        raise Refused("The draft names something that nobody told: use Edit…")
    key = draft.key if draft.begins else f"{draft.key}:{click}"
    _no_longer(tx, thread)
    if thread.status is Status.resolved:
        reopen(tx, desk, thread.id, By.agent(agent))
    return reply(tx, desk, agent, Reply(thread.id, draft.words, key))


def reword_draft(tx: Transaction, thread: Thread, words: str, place: tuple[str, str]) -> None:
    """Let a first message say what somebody made of it; it stands there until it is sent."""
    begun = _begun(tx, thread)
    episode = tx.episodes.lock(begun.id) if begun else None
    if episode is not None:
        tx.episodes.save(replace(episode, draft=words))
        _redraw(tx, thread, place, views.draft(words, thread.id), uuid4().hex)


def leave_draft(tx: Transaction, desk: Desk, thread_id: int, by: By) -> Thread:
    """Leave the draft of a thread: when nothing was said yet, there is nothing to say."""
    thread = known(tx, thread_id)
    if drafted(tx, thread).begins:
        return dismiss(tx, desk, thread_id, by)
    _no_longer(tx, thread)
    return thread


def _no_longer(tx: Transaction, thread: Thread) -> None:
    told = _told(tx, thread)
    if not Links(tx).undraft(thread.id) and told is not None:
        tx.followups.settle(told.id, FollowupState.done)


def drafted(tx: Transaction, thread: Thread) -> Draft:
    """Return the draft that waits; Refused when it is no longer needed."""
    words = Links(tx).drafted(thread.id)
    if words is not None:
        return Draft(words, f"issue_draft:{thread.id}", begins=False)
    told = _told(tx, thread)
    if told is not None:
        return Draft(told.payload["words"], told.key, begins=False)
    begun = _begun(tx, thread)
    if begun is None or begun.open_as is None:
        raise Refused(f"It is over: {thread.ref} has no draft any more.")
    if thread.has_replies or thread.root_ts:
        raise Refused(f"Somebody has already written to the customer in {thread.ref}.")
    return Draft(begun.draft or "", f"draft:{begun.id}", begins=True)


def _told(tx: Transaction, thread: Thread) -> Followup | None:
    """Return what the customer is still to be told, late or not, and what reminds us of it."""
    found = [tx.followups.by_key(f"{kind}:{thread.id}") for kind in (FIXED, SUMMARY)]
    unsettled = (one for one in found if one is not None and one.state in UNSETTLED)
    return max(unsettled, key=lambda one: one.due_at or one.settled_at or tx.now, default=None)


def _begun(tx: Transaction, thread: Thread) -> Episode | None:
    found = [one for one in tx.episodes.of_thread(thread.id) if one.became is Became.drafted]
    return found[-1] if found else None


def put_away(tx: Transaction, thread: Thread, place: tuple[str, str], by: str, words: str) -> None:
    """Put what became of a draft in the place of its buttons."""
    _redraw(tx, thread, place, views.draft_settled(by, words), "settled")


def _redraw(
    tx: Transaction, thread: Thread, place: tuple[str, str], drawn: Surface, key: str
) -> None:
    channel, ts = place
    payload = {"text": drawn.text, "blocks": drawn.blocks, "ts": ts}
    name, lane = f"draft_{key}:{channel}:{ts}", channel_lane(channel)
    to_team(tx, Post(name, "decided", lane, channel, thread.id, payload))
