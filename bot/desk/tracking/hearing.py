"""Hearing: what engineering says about an issue goes into the rooms of its threads, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from bot.desk.desk import Desk
from bot.desk.tracking.showing import tell, threads_of
from bot.integrations.trackers.tracker import Comment, Issue, own_id
from bot.views import tracking as views
from store.link_comments import LinkComment, LinkComments
from store.links import Link
from store.transaction import Transaction

MOST, WITHIN = 10, timedelta(minutes=10)  # comments, before we think that something loops
REST = timedelta(hours=1)


def hear(tx: Transaction, desk: Desk, link: Link, issue: Issue) -> Link:
    """Tell what is new, changed or gone; more than a few at once rest for a while."""
    if is_resting(tx, link):
        return link
    link = replace(link, paused_until=None)
    known = LinkComments(tx).of(link.id)
    by_id = {one.external_id: one for one in known if one.external_id is not None}
    for comment in strangers(issue.comments, known):
        before = by_id.get(comment.id)
        if before is None and is_too_much(tx, link):
            return rest(tx, desk, link)
        _take(tx, desk, link, comment, before)
    if issue.all_comments:
        _miss(tx, desk, link, known, {comment.id for comment in issue.comments})
    return link


def known_already(tx: Transaction, link: Link, comments: Sequence[Comment]) -> None:
    """Remember what was said before we began to listen."""
    for comment in comments:
        _keep(tx, link, comment)


def is_too_much(tx: Transaction, link: Link) -> bool:
    """Whether so much was said of late that something may be answering itself."""
    return LinkComments(tx).since(link.id, tx.now - WITHIN) >= MOST


def is_resting(tx: Transaction, link: Link) -> bool:
    """Whether nothing is carried over for now."""
    return link.paused_until is not None and link.paused_until > tx.now


def rest(tx: Transaction, desk: Desk, link: Link) -> Link:
    """Carry nothing over for a while, and say so."""
    tell(tx, desk, threads_of(tx, link), views.resting(link, MOST))
    return replace(link, paused_until=tx.now + REST)


def digest(text: str) -> str:
    """Return what tells one text from another."""
    return sha256(text.strip().encode()).hexdigest()


def strangers(comments: Iterable[Comment], known: Iterable[LinkComment]) -> Iterable[Comment]:
    """Leave out what we said ourselves: by its key, or by the id that we gave it."""
    keys = {one.key for one in known if one.key is not None}
    ours = keys | {own_id(key) for key in keys}
    ours |= {one.external_id for one in known if one.key is not None and one.external_id}
    return [one for one in comments if one.key is None and one.id not in ours]


def _take(
    tx: Transaction, desk: Desk, link: Link, comment: Comment, before: LinkComment | None
) -> None:
    if before is None:
        _keep(tx, link, comment)
        line = views.remark(link, comment.author, comment.text)
    elif before.digest == digest(comment.text):
        return
    else:
        LinkComments(tx).change(before.id, digest(comment.text))
        line = views.remark(link, comment.author, comment.text, "changed a comment")
    threads = threads_of(tx, link)
    tell(tx, desk, threads, line)
    for thread in threads:
        actor = f"{link.tracker}:{comment.author[:100]}"
        tx.timeline.append("issue.commented", actor, thread.id, after=_entry(link, comment))


def _keep(tx: Transaction, link: Link, comment: Comment) -> None:
    said = digest(comment.text)
    LinkComments(tx).add(link.id, comment.author, said, external_id=comment.id, key=None)


def _miss(
    tx: Transaction, desk: Desk, link: Link, known: Iterable[LinkComment], there: set[str]
) -> None:
    for one in known:
        gone = one.external_id is not None and one.external_id not in there
        if gone and not one.deleted and one.key is None:
            LinkComments(tx).change(one.id, one.digest, deleted=True)
            tell(tx, desk, threads_of(tx, link), views.unsaid(link, one.author))


def _entry(link: Link, comment: Comment) -> Mapping[str, str]:
    return {"issue": link.ref, "author": comment.author, "text": comment.text[:2000]}
