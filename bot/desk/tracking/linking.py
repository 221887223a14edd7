"""Linking: a thread is about an issue that is there already."""

import re

from bot.config.integrations import TrackerName
from bot.desk.by import By
from bot.desk.desk import Desk
from bot.desk.room import say, show_card
from bot.desk.threads import locked, note
from bot.desk.tracking.filing import point_back
from bot.desk.tracking.reading import read_soon
from bot.desk.warroom.marking import issue_found
from bot.errors import Refused
from bot.views import tracking as views
from store.links import Link, Links, Stage
from store.transaction import Transaction

LINEAR = re.compile(r"https://linear\.app/[\w-]+/issue/([A-Za-z][A-Za-z0-9_]*-\d+)(/.*)?")
GITHUB = re.compile(r"https?://[\w.:-]+/([\w.-]+/[\w.-]+)/issues/(\d+)([#?].*)?")
JIRA = re.compile(r"/browse/([A-Za-z][A-Za-z0-9_]*-\d+)([/?#].*)?")


def link_by_url(tx: Transaction, desk: Desk, thread_id: int, url: str, by: By) -> Link:
    """Link an issue by its address; Refused when it is of no tracker of ours."""
    thread, links = locked(tx, thread_id), Links(tx)
    tracker, ref = named(desk, url.strip().strip("<>").partition("|")[0])
    link = _known(tx, tracker, ref)
    if link is None:
        link = links.begin(tracker, None, ref=ref, url=url, stage=Stage.filing)
    if link is None:
        raise AssertionError("an issue without an id is always a new one")
    if not links.join(link.id, thread.id, by.actor):
        return link
    note(tx, thread, "issue_linked", by, after=link.ref)
    say(tx, desk, thread, views.joined(by.name, link))
    show_card(tx, desk, thread)
    if link.external_id is None:
        read_soon(tx, link)
    else:
        point_back(tx, thread, link)
        issue_found(tx, desk, thread, link)
    return link


def unlink(tx: Transaction, desk: Desk, thread_id: int, ref: str, by: By) -> Link:
    """Say that a thread is not about an issue; the issue stays as it is."""
    thread = locked(tx, thread_id)
    wanted = ref.strip().casefold()
    found = [one for one in Links(tx).of_thread(thread.id) if one.ref.casefold() == wanted]
    if not found:
        raise Refused(f"{thread.ref} is about no issue of that name.")
    Links(tx).part(found[0].id, thread.id)
    note(tx, thread, "issue_unlinked", by, before=found[0].ref)
    say(tx, desk, thread, views.parted(by.name, found[0]))
    show_card(tx, desk, thread)
    return found[0]


def named(desk: Desk, url: str) -> tuple[TrackerName, str]:
    """Return the tracker that an address is of, and what the issue is called there."""
    known = desk.config.integrations
    ours = known.jira is not None and url.startswith(known.jira.url)
    if known.jira and ours and (found := JIRA.fullmatch(url.removeprefix(known.jira.url))):
        return TrackerName.jira, found[1].upper()
    if known.linear and (found := LINEAR.fullmatch(url)):
        return TrackerName.linear, found[1].upper()
    repo = known.github.repo.lower() if known.github else ""
    if repo and (found := GITHUB.fullmatch(url)) and found[1].lower() == repo:
        return TrackerName.github, f"{repo}#{found[2]}"
    raise Refused("This is not the address of an issue in a tracker of bellhop.yml.")


def _known(tx: Transaction, tracker: TrackerName, ref: str) -> Link | None:
    links = Links(tx)
    return links.lock_named(tracker, ref) or links.lock_called(tracker, ref)
