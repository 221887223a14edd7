"""Issues of engineering in words, for our own people."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.views.text import as_typed, clip, escape, linked, one_line, quote
from store.links import OVER, Link, Stage

NAMES: Mapping[str, str] = {"jira": "Jira", "linear": "Linear", "github": "GitHub"}
MARKS: Mapping[Stage, str] = {
    Stage.filing: "⏳",
    Stage.not_filed: "🚨",
    Stage.queued: "📋",
    Stage.acknowledged: "👷",
    Stage.started: "🛠️",
    Stage.done: "✅",
    Stage.not_done: "🚫",
    Stage.gone: "❔",
}
WORDS: Mapping[Stage, str] = {
    Stage.filing: "on its way",
    Stage.not_filed: "was not filed",
    Stage.queued: "waits for engineering",
    Stage.acknowledged: "somebody has it",
    Stage.started: "is being worked on",
    Stage.done: "is done: *verify it, and tell the customer*",
    Stage.not_done: "will not be done: *tell the customer*",
    Stage.gone: "is gone, or not for us to see any more",
}
DOES: Mapping[Stage, str] = {Stage.acknowledged: "has it", Stage.started: "is working on it"}
FIXED = (
    "Our engineers tell us that this is fixed. Could you try it once more, and tell us whether it "
    "works for you now?"
)
BEGUN = "Our engineers are looking into this now. We will write again as soon as we know more."
PLANNED = (
    "Our engineers are looking into this, and plan to have it done by {day}. We will write again "
    "when it is, or if that changes."
)
PLANNED_ANEW = (
    "This takes longer than our engineers thought, and we are sorry for that: now they plan to have "
    "it done by {day}. We will write again when it is, or if that changes."
)
NOT_FIXED = (
    "Our engineers have looked into this, and it will stay as it is for now. If you tell us what "
    "you would like to do, we will look for another way with you."
)
DRAFTS: Mapping[Stage, str] = {
    Stage.acknowledged: BEGUN,
    Stage.started: BEGUN,
    Stage.done: FIXED,
    Stage.not_done: NOT_FIXED,
}


def draft(link: Link, today: date) -> str | None:
    """Return what may be said to the customer about where an issue stands; plain."""
    words = DRAFTS.get(link.stage)
    if words == BEGUN and link.planned_for and link.planned_for >= today:
        return PLANNED.format(day=_day(link.planned_for))
    return words


def plan_draft(before: Link, after: Link, today: date) -> str | None:
    """Return what may be said to the customer about another day; plain."""
    if after.planned_for is None or after.planned_for < today:
        return None
    later = before.planned_for is not None and after.planned_for > before.planned_for
    return (PLANNED_ANEW if later else PLANNED).format(day=_day(after.planned_for))


def planned(before: Link, after: Link) -> str:
    """Return that engineering names a day, another one, or none any more."""
    if after.planned_for is None:
        return f"📅 {called(after)} is planned for no day any more"
    day = _day(after.planned_for)
    if before.planned_for is None:
        return f"📅 {called(after)} is planned for {day}"
    return f"📅 {called(after)} is planned for {day} now, and not for {_day(before.planned_for)}"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"


def name_of(tracker: str) -> str:
    """Return what people call a tracker."""
    return NAMES.get(tracker, tracker)


def called(link: Link) -> str:
    """Return what people call an issue, as a link to it."""
    return linked(link.ref or f"the issue in {name_of(link.tracker)}", link.url or None)


def standing(link: Link) -> str:
    """Return an issue and where it stands, in a few words."""
    said = [link.status or WORDS[link.stage].split(":")[0], link.assignee or ""]
    if link.planned_for and link.stage not in OVER:
        said.append(f"by {link.planned_for.day} {link.planned_for:%b}")
    words = ", ".join(escape(clip(one_line(one), 60)) for one in said if one)
    paused = "  ⏸️ comments rest" if link.paused_until else ""
    return f"{MARKS[link.stage]} {called(link)} {words}{paused}"


def filing(by: str, link: Link) -> str:
    """Return that an issue is on its way."""
    return f"🎫 *{escape(by)}* files an issue in {name_of(link.tracker)}: {_title(link)}"


def filed(link: Link, dropped: Sequence[str]) -> str:
    """Return that an issue was filed, and what the tracker did not take of it."""
    text = f"🎫 Filed in {name_of(link.tracker)}: {called(link)} {_title(link)}"
    if not dropped:
        return text
    return f"{text}\n⚠️ {name_of(link.tracker)} did not take its {', '.join(dropped)}"


def not_filed(link: Link, why: str, whom: str) -> str:
    """Return that a tracker did not take an issue."""
    name = name_of(link.tracker)
    return f"🚨 {whom}the issue was *not filed* in {name}: {escape(clip(why, 500))}"


def joined(by: str, link: Link) -> str:
    """Return that a thread is about an issue from now on."""
    return f"🔗 *{escape(by)}* linked {called(link)} in {name_of(link.tracker)}"


def parted(by: str, link: Link) -> str:
    """Return that a thread is about an issue no longer."""
    return f"✂️ *{escape(by)}* unlinked {called(link)}"


def not_found(link: Link) -> str:
    """Return that there is no such issue."""
    return f"🚨 {name_of(link.tracker)} knows no {called(link)} that we may see: it is not linked"


def moved(link: Link) -> str:
    """Return where an issue stands now."""
    status = f" ({escape(clip(one_line(link.status), 60))})" if link.status else ""
    does = DOES.get(link.stage) if link.assignee else None
    words = f": {escape(link.assignee or '')} {does}" if does else f" {WORDS[link.stage]}"
    return f"{MARKS[link.stage]} {called(link)}{status}{words}"


def remark(link: Link, author: str, text: str, verb: str = "says") -> str:
    """Return what somebody in engineering said about an issue."""
    who = f"*{escape(clip(author, 60))}* (Engineering, {name_of(link.tracker)})"
    return f"🗨️ {who} {verb} in {called(link)}:\n{quote(as_typed(clip(text, 2000)))}"


def unsaid(link: Link, author: str) -> str:
    """Return that a comment was deleted; what it said is not repeated."""
    who = f"*{escape(clip(author, 60))}* (Engineering, {name_of(link.tracker)})"
    return f"🗑️ A comment of {who} was deleted in {name_of(link.tracker)}"


def told(by: str, link: Link) -> str:
    """Return that something went to engineering."""
    return f"📨 *{escape(by)}* sent this to {called(link)}"


def outdated(link: Link) -> str:
    """Return that a note says something else than what went to engineering."""
    return (
        f"✏️ A note that {called(link)} has was changed: there it says what it said before. "
        "*Send to engineering* sends the new words too."
    )


def not_told(link: Link, why: str, whom: str) -> str:
    """Return that a note did not reach engineering."""
    return f"🚨 {whom}a note did *not* reach {called(link)}: {escape(clip(why, 300))}"


def not_attached(link: Link, name: str, why: str) -> str:
    """Return that a file is not beside the issue."""
    name, why = escape(clip(name, 100)), escape(clip(why, 300))
    return f"⚠️ *{name}* is above, but *not* in {called(link)}: {why}"


def resting(link: Link, most: int) -> str:
    """Return that comments of an issue rest for a while."""
    return (
        f"⏸️ More than {most} comments in ten minutes for {called(link)}: is something answering "
        "itself? No more are carried over for an hour; nothing is lost, see there."
    )


def _title(link: Link) -> str:
    return f"“{escape(clip(one_line(link.title), 120))}”"
