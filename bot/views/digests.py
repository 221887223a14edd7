"""Digests: the outstanding threads of a team, in its channel."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.blocks import Block, Surface, context, header, message, section
from bot.views.rows import Row
from bot.views.text import clip, escape, linked, one_line
from bot.views.times import span, until

MOST = 5  # threads in one list
PEOPLE = 15


def standup(
    team: str, nobodys: Sequence[Row], whose: Sequence[Sequence[Row]], now: datetime
) -> Surface:
    """Return who has what; `whose` has the threads of each assignee."""
    count = len(nobodys) + sum(map(len, whose))
    text = f"☀️ {team}: {_threads(count)} outstanding"
    blocks = [header(text)]
    if nobodys:
        blocks.append(_list("🙋 *Nobody has these*", nobodys, now))
    blocks += [
        _list(f"{_who(rows[0])}  ·  {_threads(len(rows))}", rows, now) for rows in whose[:PEOPLE]
    ]
    if len(whose) > PEOPLE:
        blocks.append(context(f"… and those of {len(whose) - PEOPLE} more people"))
    return message(escape(text), blocks)


def summary(
    team: str, late: Sequence[Row], soon: Sequence[Row], long: Sequence[Row], now: datetime
) -> Surface:
    """Return what is late, what nearly is, and who waits long."""
    found = [
        (f"{len(late)} late" if late else ""),
        (f"{len(soon)} nearly late" if soon else ""),
        (f"{len(long)} waiting for more than a day" if long else ""),
    ]
    text = f"📋 {team}: {', '.join(one for one in found if one)}"
    lists = (("🚨 *Late*", late), ("⏰ *Nearly late*", soon), ("🐌 *Waiting long*", long))
    blocks = [_list(title, rows, now, whose=True) for title, rows in lists if rows]
    return message(escape(text), [header(text), *blocks])


def _list(title: str, rows: Sequence[Row], now: datetime, *, whose: bool = False) -> Block:
    lines = [f"• {_line(row, now, whose)}" for row in rows[:MOST]]
    more = [f"_… and {len(rows) - MOST} more_"] if len(rows) > MOST else []
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
