"""Digests: the outstanding threads of a team, in its channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views.blocks import Block, Surface, context, header, message, section
from bot.views.rows import Row
from bot.views.text import clip, escape, linked, one_line
from bot.views.times import span, until
from store.digests import Late

MOST = 5  # threads in one list
PEOPLE = 15


@dataclass(frozen=True)
class Shown:
    """How many threads a list has, and the first of them."""

    count: int
    rows: Sequence[Row]


LISTS = {
    Late.late: ("late", "🚨 *Late*"),
    Late.soon: ("nearly late", "⏰ *Nearly late*"),
    Late.long: ("waiting for more than a day", "🐌 *Waiting long*"),
}


def standup(team: str, nobodys: Shown, whose: Sequence[Shown], now: datetime) -> Surface:
    """Return who has what; `whose` has the threads of each assignee."""
    text = f"☀️ {team}: {_threads(nobodys.count + sum(one.count for one in whose))} outstanding"
    blocks = [header(text)]
    if nobodys.count:
        blocks.append(_list("🙋 *Nobody has these*", nobodys, now))
    blocks += [
        _list(f"{_who(one.rows[0])}  ·  {_threads(one.count)}", one, now) for one in whose[:PEOPLE]
    ]
    if len(whose) > PEOPLE:
        blocks.append(context(f"… and those of {len(whose) - PEOPLE} more people"))
    return message(escape(text), blocks)


def summary(team: str, shown: Mapping[Late, Shown], now: datetime) -> Surface:
    """Return what is late, what nearly is, and who waits long."""
    found = [f"{one.count} {LISTS[late][0]}" for late, one in shown.items()]
    text = f"📋 {team}: {', '.join(found)}"
    lists = [_list(LISTS[late][1], one, now, whose=True) for late, one in shown.items()]
    return message(escape(text), [header(text), *lists])


def _list(title: str, shown: Shown, now: datetime, *, whose: bool = False) -> Block:
    lines = [f"• {_line(row, now, whose)}" for row in shown.rows]
    beyond = shown.count - len(shown.rows)
    more = [f"_… and {beyond} more_"] if beyond > 0 else []
    return section("\n".join([title, *lines, *more]))


def _line(shown: Row, now: datetime, whose: bool) -> str:
    thread = shown.thread
    company = escape(clip(shown.customer.name, 60)) if shown.customer else "Unknown customer"
    title = escape(clip(one_line(thread.title), 80))
    said = [f"{linked(thread.ref, shown.link)} *{company}*: {title}"]
    if thread.promise_due_at is not None:
        late = "🚨 " if thread.promise_due_at <= now else "due "
        said.append(f"{late}{until(thread.promise_due_at, now)}")
    elif thread.waiting_since is not None:
        said.append(f"waiting {span(now - thread.waiting_since)}")
    if whose:
        said.append(escape(clip(shown.assignee.name, 60)) if shown.assignee else "nobody has it")
    return "  ·  ".join(said)


def _who(shown: Row) -> str:
    """Return a mention; who is away is left in peace."""
    if shown.assignee is None:
        return "*Somebody*"
    if not shown.assignee.available:
        return f"*{escape(shown.assignee.name)}* (away)"
    return f"<@{shown.assignee.slack_user}>"


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
