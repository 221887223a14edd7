"""Telling engineering: a note goes to the issue when somebody wants it to, and not otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.config.integrations import TrackerName
from bot.delivery.kinds import Call
from bot.delivery.outbox import Post, to_team
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.room import say
from bot.desk.threads import locked, note
from bot.desk.tracking.filing import lane, link_of
from bot.desk.tracking.hearing import digest, is_resting, is_too_much, rest
from bot.desk.tracking.showing import mention
from bot.errors import Refused
from bot.views import tracking as views
from bot.views.text import quiet
from store.agents import Agent
from store.deliveries import Delivery, Urgency
from store.link_comments import LinkComments
from store.links import Link, Links, Stage
from store.messages import Kind, Message
from store.threads import Thread
from store.transaction import Transaction

Section = tuple[str, str]  # of a report: its heading, and its words

COMMENT = "issue_comment"
OPEN = (Stage.filing, Stage.queued, Stage.acknowledged, Stage.started, Stage.done, Stage.not_done)


@dataclass(frozen=True)
class News:
    """Words for engineering; `name` makes them happen once, `public` may be read by everybody."""

    name: str
    words: str
    public: str = ""


def tell_engineering(tx: Transaction, desk: Desk, message: Message | None, agent: Agent) -> Link:
    """Send a note of a thread to its issue; once, however often it is asked for."""
    if message is None or message.kind is not Kind.note or message.thread_id is None:
        raise Refused("Use this on a note: what somebody wrote under the card of a thread.")
    if message.deleted_at is not None:
        raise Refused("This note was deleted.")
    name = ":".join(filter(None, (_name(message), message.edited_ts)))
    return comment(tx, desk, message.thread_id, agent, quiet(message.text), name)


def say_it_was_sent(tx: Transaction, desk: Desk, thread: Thread, message: Message) -> None:
    """Say of a note that was edited that engineering reads what it said before."""
    link = issue_of(tx, thread)
    if link is None:
        return
    first = _key(desk, link, _name(message))
    said = (one.key or "" for one in LinkComments(tx).of(link.id))
    if any(key == first or key.startswith(f"{first}:") for key in said):
        say(tx, desk, thread, views.outdated(link))


def _name(message: Message) -> str:
    """Return what makes a note known among the comments."""
    return f"note:{message.id}"


def _key(desk: Desk, link: Link, name: str) -> str:
    """Return the key of a comment; other desks may write to the same tracker."""
    return f"{COMMENT}:{desk.identity.team}:{link.id}:{name}"


def comment(
    tx: Transaction, desk: Desk, thread_id: int, agent: Agent, text: str, name: str
) -> Link:
    """Say something about the issue of a thread; `name` makes it happen once."""
    thread, by = locked(tx, thread_id), By.agent(agent)
    found = issue_of(tx, thread)
    if found is None:
        raise Refused(f"{thread.ref} is about no issue: file or link one first.")
    link = Links(tx).lock(found.id) or found
    if not text.strip():
        raise Refused("There is nothing to send.")
    if is_resting(tx, link):
        raise Refused(f"Comments of {link.ref} rest for a while: write it there.")
    if is_too_much(tx, link):
        Links(tx).save(rest(tx, desk, link))
        return link
    if _send(tx, desk, thread, link, News(name, text), by):
        say(tx, desk, thread, views.told(by.name, link))
    return link


def tell_issues(tx: Transaction, desk: Desk, thread: Thread, news: News, by: By) -> None:
    """Tell each open issue of a thread that we hold, once; those whose comments rest hear nothing."""
    for one in Links(tx).of_thread(thread.id):
        link = Links(tx).lock(one.id) or one
        words = news.public if _is_public(desk, link) else news.words
        if words and link.stage in OPEN and not is_resting(tx, link):
            _send(tx, desk, thread, link, replace(news, words=words), by)


def readable(desk: Desk, link: Link, sections: Sequence[Section]) -> Sequence[Section]:
    """Return what of a report may stand on an issue: of a public one everybody reads it."""
    github = desk.config.integrations.github
    if github is None or not _is_public(desk, link):
        return sections
    shown = {name.casefold() for name in github.shown}
    return [one for one in sections if one[0].casefold() in shown]


def _is_public(desk: Desk, link: Link) -> bool:
    github = desk.config.integrations.github
    return link.tracker == TrackerName.github and github is not None and github.public


def _send(tx: Transaction, desk: Desk, thread: Thread, link: Link, news: News, by: By) -> bool:
    """Queue a comment; False when that was done before."""
    key, said = _key(desk, link, news.name), digest(news.words)
    if not LinkComments(tx).add(link.id, by.name, said, external_id=None, key=key):
        return False
    payload = {"link": link.id, "text": f"{by.name} (Support):\n\n{news.words.strip()}"}
    post = Post(key, COMMENT, lane(link), None, thread.id, payload)
    to_team(tx, replace(post, urgency=Urgency.person))
    note(tx, thread, "issue_commented", by, after=link.ref)
    return True


def issue_of(tx: Transaction, thread: Thread) -> Link | None:
    """Return the issue that hears what is said about a thread: the first of them."""
    return next((one for one in Links(tx).of_thread(thread.id) if one.stage in OPEN), None)


def compose(_desk: Desk, tx: Transaction, delivery: Delivery) -> Call | None:
    """Ask for the comment; an issue that was never filed gets none."""
    link = link_of(tx, delivery)
    if link.external_id is None:
        return None
    args = {"issue": link.external_id, "text": delivery.payload["text"], "key": delivery.key}
    return Call("comment", args, link.tracker)


def said(_desk: Desk, tx: Transaction, delivery: Delivery, answer: Mapping[str, Any]) -> None:
    """Remember what the tracker calls it, so that it is not told to us as news."""
    LinkComments(tx).settle(delivery.key, str(answer["id"]))


def not_said(desk: Desk, tx: Transaction, delivery: Delivery, why: str) -> None:
    """Tell whoever has the thread."""
    link = link_of(tx, delivery)
    thread = tx.threads.get(delivery.thread_id)
    if thread is not None:
        say(tx, desk, thread, views.not_told(link, why, mention(tx, thread)))
