"""What the alert channel is told about: things that stopped, and what to do about them."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.blocks import Surface, context, message, section
from bot.views.text import clip, escape
from bot.views.times import moment
from store.deliveries import Delivery
from store.followups import Followup
from store.inbox import InboxRow

NAMES = {"slack": "Slack", "pagerduty": "PagerDuty", "github": "GitHub"}


def courier_stopped(system: str, reason: str, since: datetime, waiting: int) -> Surface:
    """Return that nothing is sent any more; nothing is lost, it waits."""
    name = NAMES.get(system, system.capitalize())
    ours = f"key (`integrations.{escape(system)}` of bellhop.yml)"
    token = "`SLACK_BOT_TOKEN`" if system == "slack" else ours
    text = f"🚨 *Nothing is sent to {escape(name)} any more*: the token does not work"
    todo = f"Give Bellhop a working {token} and start it again; what waits is then sent."
    return message(
        text,
        [
            section(f"{text} ({_told(reason)}).\n{todo}"),
            context(f"since {moment(since)}", f"{waiting} deliveries wait"),
        ],
    )


def system_out(system: str, reason: str, now: datetime, waiting: int) -> Surface:
    """Return that a system takes nothing; said once, the tries go on without a word."""
    name = escape(NAMES.get(system, system.capitalize()))
    text = f"🔌 *Nothing gets through to {name}* for a while now"
    todo = (
        "What is for it waits, in its order, and is sent when it works again. What has waited for "
        "a day after its first try is given up, and told here."
    )
    seen = context(f"at {moment(now)}", f"deliveries that wait: {waiting}")
    return message(text, [section(f"{text} ({_told(reason)}).\n{todo}"), seen])


def incident_refused(reason: str) -> Surface:
    """Return that a page went out as an event, since PagerDuty wants no incident of ours."""
    text = "📟 *PagerDuty refused an incident*: I paged by an event instead"
    todo = (
        "Correct `token_env`, `from` and `service` under `integrations.pagerduty` of bellhop.yml."
    )
    return message(text, [section(f"{text} ({_told(reason)}).\n{todo}")])


def issues_unread(tracker: str, reason: str) -> Surface:
    """Return that a tracker does not let us read an issue any more; once a day, not for each."""
    name = NAMES.get(tracker, tracker.capitalize())
    text = f"🔒 *{name} does not let me read issues*: what engineering does there is not seen here"
    todo = f"Look at what my account may do in {name}; `bellhop check` may say more."
    return message(text, [section(f"{text} ({_told(reason)}).\n{todo}")])


def nobody_on_call(name: str, emails: Sequence[str]) -> Surface:
    """Return that a schedule of PagerDuty's names nobody whom we can call."""
    whom = ", ".join(emails[:5]) if emails else "nobody"
    text = f"📟 *Nobody to call for {escape(name)}*: PagerDuty says that {escape(whom)} is on call"
    todo = "Give an agent this address as `email` in bellhop.yml. Until then others are called."
    return message(text, [section(f"{text}.\n{todo if emails else 'Others are called.'}")])


def inbox_parked(row: InboxRow) -> Surface:
    """Return that something that arrived could not be taken, however often it was tried."""
    text = f"📥 *Inbox row {row.id} is parked* after {row.attempts} attempts: {_told(row.outcome)}"
    return message(
        text,
        [
            section(text),
            context(
                f"{escape(row.source)} {escape(row.kind)}", f"arrived {moment(row.received_at)}"
            ),
            context(f"When the cause is gone: `bellhop inbox replay {row.id}`"),
        ],
    )


def delivery_dead(delivery: Delivery) -> Surface:
    """Return that something could not be sent, for good."""
    about = f" of T-{delivery.thread_id}" if delivery.thread_id is not None else ""
    text = (
        f"📤 *Delivery {delivery.id}{about} is dead* after {delivery.attempts} attempts: "
        f"{_told(delivery.error or 'no reason given')}"
    )
    where = f"<#{delivery.channel}>" if delivery.channel else "no channel"
    return message(
        text,
        [
            section(text),
            context(escape(delivery.kind), f"to {where}", f"audience: {delivery.audience.value}"),
            context(f"When the cause is gone: `bellhop deliveries replay {delivery.id}`"),
        ],
    )


def followup_dead(followup: Followup) -> Surface:
    """Return that the time of something had come, and that it will not be done."""
    text = (
        f"⏱️ *Follow-up {followup.id} of T-{followup.thread_id} is dead* "
        f"after {followup.attempts} attempts: {_told(followup.error or 'no reason given')}"
    )
    kind = context(escape(followup.kind))
    again = context(f"When the cause is gone: `bellhop followups replay {followup.id}`")
    return message(text, [section(text), kind, again])


def room_shared(channel: str) -> Surface:
    """Return that customers are now in a channel of ours."""
    text = f"🔓 *<#{channel}> is shared with another company now*: I post nothing there any more"
    todo = (
        "What arrives for it waits in the inbox. Stop sharing it, or give Bellhop another channel in "
        "`bellhop.yml`; then `bellhop inbox list --state parked` shows what to replay."
    )
    return message(text, [section(f"{text}.\n{todo}")])


def taken_out(channel: str) -> Surface:
    """Return that the bot is in a channel no more."""
    text = f"🚪 *I was taken out of <#{channel}>*: what is said there reaches nobody"
    todo = "`/invite` me again; `bellhop inbox reconcile` then takes what was said meanwhile."
    return message(text, [section(f"{text}.\n{todo}")])


def channel_renumbered(old: str, new: str) -> Surface:
    """Return that Slack calls a channel otherwise now."""
    text = f"🔢 *<#{new}> has another id now*, as private channels get when they are shared"
    todo = f"Where `bellhop.yml` says `{escape(old)}`, write `{escape(new)}`."
    return message(text, [section(f"{text}.\n{todo}")])


def job_failed(name: str, why: str) -> Surface:
    """Return that something that is done by the clock was not done."""
    text = f"⏱️ *{escape(name)} does not work*: {_told(why)}"
    return message(text, [section(text), context("It is tried again every minute.")])


def due_failed(name: str, number: int, why: str) -> Surface:
    """Return that something whose time had come could not be done."""
    text = f"⏱️ *The {escape(name)} {number} could not be done*: {_told(why)}"
    return message(text, [section(text), context("It is tried again.")])


def reconcile_report(healed: int, channels: int, failed: list[str]) -> Surface:
    """Return what the comparison with Slack's history found; `failed` are channel ids."""
    missed = "1 message was" if healed == 1 else f"{healed} messages were"
    text = (
        f"🩹 *{missed} missed while I was away*, and taken now"
        if healed
        else "🔎 *Nothing was missed while I was away*"
    )
    blocks = [section(text), context(f"{channels} channels compared with Slack's history")]
    if failed:
        names = ", ".join(f"<#{channel}>" for channel in failed[:20])
        blocks.append(section(f"⚠️ Could not read the history of {names}"))
    return message(text, blocks)


def _told(reason: str) -> str:
    return f"`{escape(clip(reason, 300)).replace('`', 'ˋ')}`"
