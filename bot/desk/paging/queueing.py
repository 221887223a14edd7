"""Queueing pages: each a delivery of its own, before all others, in a lane of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.delivery.outbox import Post, is_shared, to_team
from bot.desk.desk import Desk
from bot.desk.paging.called import Called
from bot.desk.paging.paths import is_quiet
from bot.desk.room import card_link
from bot.desk.telling.mentions import leads
from bot.desk.webhooks_out import Notice, body_of
from store.deliveries import ANY_ORDER, Urgency
from store.escalations import Escalation
from store.pages import Means
from store.threads import Thread
from store.transaction import Transaction

PAGE, PAGE_WEBHOOK, PAGE_PAGERDUTY = "page", "page_webhook", "page_pagerduty"
SENT_WITHIN = timedelta(seconds=60)  # or somebody hears of it
DIRECT = (Means.direct_message, Means.webhook, Means.pagerduty)  # not for what can wait


@dataclass(frozen=True)
class Ring:
    """One step of an escalation that is taken now."""

    escalation: Escalation
    thread: Thread
    called: Called

    @property
    def key(self) -> str:
        """The beginning of the keys of its deliveries: the same page is never sent twice."""
        return f"page:{self.escalation.id}:{self.escalation.step}:{self.escalation.round}"

    def add(self, tx: Transaction, means: Means, whom: str, post: Post) -> None:
        """Queue a page and write it down."""
        to_team(tx, post)
        tx.pages.add(
            escalation_id=self.escalation.id,
            step=self.escalation.step,
            round=self.escalation.round,
            means=means,
            target=str(post.channel or post.lane),
            whom=whom,
            delivery_key=post.key,
            alarm_at=tx.now + SENT_WITHIN,
        )


def queue_pages(tx: Transaction, desk: Desk, ring: Ring) -> None:
    """Call people by every means there is; for what can wait they are mentioned and no more."""
    if not is_quiet(ring.thread, ring.escalation.path):
        for queue in DIRECTLY:
            queue(tx, desk, ring)
    _mention(tx, desk, ring)


def _direct_messages(tx: Transaction, _desk: Desk, ring: Ring) -> None:
    for agent in ring.called.agents:
        user = agent.slack_user
        key, lane = f"{ring.key}:dm:{user}", f"slack:page:{user}"
        post = Post(key, PAGE, lane, user, ring.thread.id, urgency=Urgency.page)
        ring.add(tx, Means.direct_message, agent.name, post)


def _webhook(tx: Transaction, desk: Desk, ring: Ring) -> None:
    if desk.config.pager is None:
        return
    endpoint = desk.config.pager.endpoint
    notice = Notice(endpoint, ring.key, "escalation.paged", _said(desk, ring), ring.thread.id)
    post = Post(
        f"{ring.key}:webhook:{endpoint}",
        PAGE_WEBHOOK,
        f"{ANY_ORDER}page:{endpoint}",
        thread_id=ring.thread.id,
        payload={"endpoint": endpoint, "body": body_of(notice, tx.now)},
        urgency=Urgency.page,
    )
    ring.add(tx, Means.webhook, ring.called.names, post)


def _mention(tx: Transaction, desk: Desk, ring: Ring) -> None:
    """Mention them in the alert channel, or where the thread is when it can wait."""
    thread, config = ring.thread, desk.config.desk
    quiet = is_quiet(thread, ring.escalation.path)
    first, second = config.alerts, thread.card_channel
    places = (second, config.triage, first) if quiet else (first, config.triage, second)
    channel = next((one for one in places if one and not is_shared(tx, one)), None)
    if channel is None:
        if quiet or not ring.called.agents:  # no direct message went either: those who lead get one
            called = Called(leads(tx, thread.team_id) or ring.called.agents)
            _direct_messages(tx, desk, replace(ring, called=called))
        return
    users = [agent.slack_user for agent in ring.called.agents]
    payload = {"users": users, "groups": list(ring.called.groups)}
    key, lane = f"{ring.key}:mention", f"slack:page:{channel}"
    post = Post(key, PAGE, lane, channel, thread.id, payload, urgency=Urgency.page)
    ring.add(tx, Means.mention, ring.called.names, post)


def _said(desk: Desk, ring: Ring) -> dict[str, object]:
    thread, escalation = ring.thread, ring.escalation
    return {
        "escalation": escalation.id,
        "dedup_key": f"escalation:{escalation.id}",
        "thread": thread.ref,
        "title": thread.title,
        "severity": thread.severity,
        "why": escalation.why,
        "people": [agent.key for agent in ring.called.agents],
        "user_groups": list(ring.called.groups),
        "url": card_link(desk, thread),
    }


def _pagerduty(tx: Transaction, desk: Desk, ring: Ring) -> None:
    if desk.config.integrations.pagerduty is None:
        return
    key, said = f"{ring.key}:{Means.pagerduty}", _said(desk, ring)
    # a lane of its own: it waits for no other page, and its answers go after it
    lane, payload = f"{Means.pagerduty}:{key}", {"key": key, **said}
    post = Post(key, PAGE_PAGERDUTY, lane, None, ring.thread.id, payload, urgency=Urgency.page)
    ring.add(tx, Means.pagerduty, ring.called.names, post)


# a further means is a further entry here
DIRECTLY: tuple[Callable[[Transaction, Desk, Ring], None], ...] = (
    _direct_messages,
    _webhook,
    _pagerduty,
)
