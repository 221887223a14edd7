"""The courier's table: what each kind of delivery says, and what its arrival changes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from bot.delivery.kinds import ALERT, WEBHOOK, Call, Kind
from bot.desk import pages_elsewhere
from bot.desk.bugs import attached
from bot.desk.desk import Desk
from bot.desk.outgoing import (
    card,
    customer,
    follow,
    hooks,
    incidents,
    lookups,
    notes,
    ours,
    pagerduty,
    pages,
    promised,
    room,
    status_page,
)
from bot.desk.owing.calling import DIRECT
from bot.desk.paging import schedules
from bot.desk.paging.queueing import PAGE, PAGE_PAGERDUTY, PAGE_WEBHOOK
from bot.desk.paging.quieting import PAGE_ANSWERED, PAGE_OVER
from bot.desk.signals import checked, checking
from bot.desk.status_page import STATUS_PAGE
from bot.desk.tracking import attaching, filing, reading, telling
from bot.desk.warroom import showing as incident
from store.deliveries import Delivery
from store.transaction import Transaction

Compose = Callable[[Desk, Transaction, Delivery], Call | None]
Sent = Callable[[Desk, Transaction, Delivery, Mapping[str, Any]], None]
Refused = Callable[[Desk, Transaction, Delivery, str], None]


def kinds(desk: Desk) -> dict[str, Kind]:
    """Return the courier's table."""

    def kind(
        compose: Compose,
        sent: Sent = _unmoved,
        refused: Refused = _unmoved,
        waits: tuple[timedelta, ...] = (),
    ) -> Kind:
        return Kind(partial(compose, desk), partial(sent, desk), partial(refused, desk), waits)

    return {**_to_slack(kind), **_of_incidents(kind), **_elsewhere(kind)}


def _to_slack(kind: Callable[..., Kind]) -> dict[str, Kind]:
    return {
        "card": kind(card.compose, card.sent, card.refused),
        "card_left": kind(card.left),
        "room": kind(room.compose),
        "note": kind(notes.compose, notes.sent),
        "reply": kind(customer.reply, customer.reply_sent, customer.reply_refused),
        "auto_reply": kind(customer.auto_reply, customer.reply_sent, customer.auto_reply_refused),
        "asked": kind(customer.asked),
        "follow": kind(follow.compose),
        "acknowledge": kind(customer.acknowledgement),
        "csat": kind(customer.question),
        "csat_thanks": kind(customer.thanks),
        "whisper": kind(ours.whisper),
        "home": kind(ours.home),
        ALERT: kind(ours.alert),
        "digest": kind(ours.alert),
        DIRECT: kind(promised.direct),
        "decided": kind(ours.decided),
        "notify": kind(ours.notice),
        "profile": kind(lookups.profile, lookups.profile_sent),
        "file": kind(lookups.file, lookups.file_sent),
        "channel_info": kind(lookups.channel, lookups.channel_sent),
        "team_info": kind(lookups.team, lookups.team_sent, lookups.team_refused),
        "channel_question": kind(ours.channel_question),
        "channel_answer": kind(ours.channel_answer),
    }


def _of_incidents(kind: Callable[..., Kind]) -> dict[str, Kind]:
    return {
        incident.CHANNEL: kind(incidents.channel, incidents.made, incidents.not_made, pages.WAITS),
        incident.INVITE: kind(incidents.invite),
        incident.TOPIC: kind(incidents.headline),
        incident.SUMMARY: kind(incidents.pinned, incidents.summary_sent),
        incident.PIN: kind(incidents.pin),
        incident.BOOKMARK: kind(incidents.bookmark),
        incident.LINE: kind(incidents.line),
        incident.VACANT: kind(incidents.vacant_roles),
        incident.ANNOUNCEMENT: kind(incidents.announced, incidents.announcement_sent),
        incident.READ: kind(incidents.read, incidents.heard),
        incident.ARCHIVE: kind(incidents.archive, incidents.archived),
    }


def _elsewhere(kind: Callable[..., Kind]) -> dict[str, Kind]:
    return {
        PAGE: kind(pages.compose, pages.sent, pages.refused),
        PAGE_WEBHOOK: kind(pages.webhook, pages.sent, pages.refused, pages.WAITS),
        PAGE_OVER: kind(pages.over),
        PAGE_PAGERDUTY: kind(pagerduty.page, pagerduty.paged, pages.refused, pages.WAITS),
        PAGE_ANSWERED: kind(pagerduty.answer),
        schedules.ON_CALL: kind(schedules.compose, schedules.told, waits=schedules.WAITS),
        pages_elsewhere.STANDING: kind(
            pages_elsewhere.compose, pages_elsewhere.told, waits=schedules.WAITS
        ),
        STATUS_PAGE: kind(status_page.compose, status_page.sent),
        WEBHOOK: Kind(hooks.compose, waits=hooks.WAITS),
        checking.CHECK: kind(checking.compose, checked.sent),
        filing.FILE: kind(filing.compose, filing.filed, filing.not_filed),
        filing.POINT: kind(filing.pointer),
        attaching.ATTACH: kind(attaching.compose, refused=attaching.not_attached),
        telling.COMMENT: kind(telling.compose, telling.said, telling.not_said),
        attached.KIND: kind(attached.compose, attached.sent, attached.refused),
        reading.READ: kind(reading.compose, reading.seen, waits=reading.WAITS),
    }


def _unmoved(_desk: Desk, _tx: Transaction, _delivery: Delivery, _about: object) -> None:
    """Most arrivals change nothing."""
