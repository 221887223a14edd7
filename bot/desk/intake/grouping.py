"""Grouping: whether a message opens a thread, joins one, or neither, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from bot.config.desk import EmojiNames
from bot.config.manners import Grouping
from bot.desk.desk import ModeOf
from bot.desk.noise import is_noise
from store.channels import Mode
from store.messages import Author
from store.threads import Status, Thread


class Action(Enum):
    """What a message does."""

    OPEN = "open"
    JOIN = "join"
    STAY = "stay"  # it is kept, in no thread


@dataclass(frozen=True)
class Decision:
    """What a message does; `why` is a sentence for people."""

    action: Action
    why: str
    thread: Thread | None = None
    noise: bool = False


@dataclass(frozen=True)
class Heard:
    """What a decision depends on besides the threads."""

    user: str
    author: Author
    text: str
    has_files: bool
    at: datetime


@dataclass(frozen=True)
class Rules:
    """What the operator decided."""

    mode: ModeOf
    windows: Grouping
    emoji: EmojiNames
    customers_may_open: bool = False


def decide(heard: Heard, recent: Sequence[Thread], rules: Rules) -> Decision:
    """Decide about a top-level message; `recent` are the channel's latest threads."""
    case = Case(heard, recent, rules)
    return next(decision for rule in RULES if (decision := rule(case)) is not None)


def decide_reply(heard: Heard, rules: Rules) -> Decision:
    """Decide about a Slack reply under a message that is in no thread."""
    case = Case(heard, (), rules)
    return next(decision for rule in REPLY_RULES if (decision := rule(case)) is not None)


def has_emoji(text: str, name: str) -> bool:
    """Whether a text contains an emoji, by its name or (the default one) as itself."""
    return f":{name}:" in text or (name == "ticket" and "🎫" in text)


@dataclass(frozen=True)
class Case:
    """One message to decide about."""

    heard: Heard
    recent: Sequence[Thread]
    rules: Rules

    @property
    def mode(self) -> Mode:
        """How messages of the channel become threads."""
        return self.rules.mode.mode

    @property
    def by_mode(self) -> str:
        """Say which mode decided, and who set it."""
        return f"mode {self.mode}, set by {self.rules.mode.level}"

    @cached_property
    def near(self) -> Thread | None:
        """The open thread a message is close to: the same author's first, else the latest."""
        windows = self.rules.windows
        unresolved = [one for one in self.recent if one.status is not Status.resolved]
        own = (one for one in unresolved if one.last_author == self.heard.user)
        return next(
            (one for one in own if self.within(one, windows.same_author)),
            next((one for one in unresolved if self.within(one, windows.others)), None),
        )

    def within(self, thread: Thread, window: timedelta) -> bool:
        """Whether it was said so close to what a thread holds: before, amid or after it."""
        at = self.heard.at
        away = max(at - thread.last_message_at, thread.opened_at - at)
        return away <= window

    def join(self, thread: Thread) -> Decision:
        """Join a thread that is close in time."""
        windows = self.rules.windows
        near = f"within {_hours(windows.others)} of its last message"
        if thread.last_author == self.heard.user:
            near = f"same author within {_hours(windows.same_author)}"
        return Decision(Action.JOIN, f"joined {thread.ref}: {near} ({self.by_mode})", thread)


def _ours(case: Case) -> Decision | None:
    if case.heard.author is Author.customer:
        return None
    if case.mode is Mode.grouped and case.near is not None and not case.near.has_replies:
        return case.join(case.near)
    who = "an agent" if case.heard.author is Author.agent else "a colleague"
    return Decision(Action.STAY, f"in no thread: {who} wrote it, and only customers open threads")


def _forced(case: Case) -> Decision | None:
    emoji = case.rules.emoji.open
    by_hand = case.mode is Mode.off or (
        case.mode is Mode.manual and not case.rules.customers_may_open
    )
    if by_hand or not has_emoji(case.heard.text, emoji):
        return None
    return Decision(Action.OPEN, f"opened: it contains :{emoji}:")


def _bypassed(case: Case) -> Decision | None:
    emoji = case.rules.emoji.bypass
    marks = (f":{emoji}:", "📣") if emoji == "mega" else (f":{emoji}:",)
    if not case.heard.text.lstrip().startswith(marks):
        return None
    return Decision(Action.STAY, f"in no thread: it begins with :{emoji}:")


def _by_hand(case: Case) -> Decision | None:
    if case.mode not in (Mode.off, Mode.manual):
        return None
    return Decision(Action.STAY, f"in no thread: nothing opens by itself here ({case.by_mode})")


def _noise(case: Case) -> Decision | None:
    """Thanks belong to the thread they are for, even one that is resolved; they open none."""
    if not is_noise(case.heard.text, case.heard.has_files):
        return None
    if case.mode is Mode.grouped:
        for thread in case.recent:
            near = case.within(thread, case.rules.windows.same_author)
            if near and not thread.has_replies and thread.merged_into is None:
                why = f"joined {thread.ref}: a greeting or thanks, which changes nothing"
                return Decision(Action.JOIN, f"{why} ({case.by_mode})", thread, noise=True)
    return Decision(Action.STAY, "in no thread: only a greeting, thanks or emoji", noise=True)


def _each(case: Case) -> Decision | None:
    if case.mode is not Mode.each_message:
        return None
    return Decision(Action.OPEN, f"opened: each message is a thread ({case.by_mode})")


def _grouped(case: Case) -> Decision:
    if case.near is None:
        return Decision(Action.OPEN, f"opened: no open thread close in time ({case.by_mode})")
    if case.near.has_replies:
        why = f"opened: {case.near.ref} already has a Slack thread of its own ({case.by_mode})"
        return Decision(Action.OPEN, why)
    return case.join(case.near)


def _ours_below(case: Case) -> Decision | None:
    if case.heard.author is Author.customer:
        return None
    return Decision(Action.STAY, "in no thread: a reply of ours under a message in no thread")


def _noise_below(case: Case) -> Decision | None:
    if not is_noise(case.heard.text, case.heard.has_files):
        return None
    why = "in no thread: only a greeting, thanks or emoji under a message in no thread"
    return Decision(Action.STAY, why, noise=True)


def _below(_case: Case) -> Decision:
    return Decision(Action.OPEN, "opened: a customer's reply under a message in no thread")


# the first that applies
RULES = (_ours, _forced, _bypassed, _by_hand, _noise, _each, _grouped)
REPLY_RULES = (_ours_below, _forced, _bypassed, _by_hand, _noise_below, _below)


def _hours(window: timedelta) -> str:
    return re.sub(r"(:00)+$", "", str(window)) + " h"
