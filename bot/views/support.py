"""Answers to /support, which only who typed it sees."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.views import lines
from bot.views.blocks import Block, Surface, context, message, section
from bot.views.card import Card, card
from bot.views.history import happened
from bot.views.rows import Row, row
from bot.views.text import clip, escape, one_line
from bot.views.times import moment
from store.threads import Thread
from store.timeline import Entry

HELP = (
    "*Threads*\n"
    "• `/support list` threads that are not resolved; add `mine`, `unassigned` or a customer\n"
    "• `/support find words` threads in which somebody wrote these words\n"
    "• `/support open` open a thread with the last message here that is in none; add words to look "
    "for the one that has them\n"
    "• `/support show T-1042` one thread with what happened to it\n"
    "• `/support link T-1042 address` this thread is about that issue of engineering\n"
    "• `/support unlink T-1042 ENG-12` it is not, after all\n"
    "• `/support fixed label-or-issue` draft an answer for every customer whom a fix concerns\n"
    "*You and your team*\n"
    "• `/support followups` what you have to do later\n"
    "• `/support away` no workflow gives you a thread, until you type `/support back`\n"
    "• `/support oncall` who is on call, and who takes over\n"
    "• `/support workflows` what each workflow does, and how it is switched\n"
    "• `/support help` this\n"
    "*Emoji on a message*  👀 claim  ·  ✅ resolve  ·  🎫 open a thread\n"
    "*In the ⋮ menu of a message*  Open a thread  ·  Add to a thread  ·  Why (not) a thread?  ·  "
    "Run a workflow…  ·  Send to engineering\n"
    "*Incidents*  `/incident help`"
)
SHOWN = 15


def thread_list(title: str, rows: Sequence[Row], now: datetime, *, more: bool = False) -> Surface:
    """Return a list of threads under a plain title; `more` says that it goes on."""
    if not rows:
        return message(f"{escape(title)}: none", [section(f"*{escape(title)}*\n🌤️ None.")])
    blocks: list[Block] = [section(f"*{escape(title)}*")]
    blocks += [section(row(shown, now)) for shown in rows[:SHOWN]]
    if more or len(rows) > SHOWN:
        blocks.append(context("There are more: narrow it down, or see the Home tab."))
    return message(f"{escape(title)}: {len(rows[:SHOWN])} threads", blocks)


def on_call(shifts: Sequence[tuple[str, str, datetime | None, str | None]]) -> Surface:
    """Return who is on call in each rotation, until when, and who takes over."""
    if not shifts:
        return line(
            "📟 There is no rotation: an operator writes one under `oncall:` in bellhop.yml."
        )
    return message("Who is on call", [section("\n".join(_shift(*one) for one in shifts))])


def _shift(rotation: str, agent: str, ends: datetime | None, following: str | None) -> str:
    words = f"📟 *{escape(rotation)}*  {escape(agent)}"
    if ends is None or following is None:
        return words
    return f"{words} until {moment(ends)}, then {escape(following)}"


def found(words: str, rows: Sequence[Row], now: datetime, *, more: bool = False) -> Surface:
    """Return the threads in which somebody wrote these words."""
    if not rows:
        text = f"Nothing found for “{escape(clip(words, 100))}”."
        return message(text, [section(f"🔍 {text}")])
    return thread_list(f"Found for “{clip(words, 100)}”", rows, now, more=more)


def show(shown: Card, entries: Sequence[Entry], names: Mapping[str, str], now: datetime) -> Surface:
    """Return a thread as its card, and the last things that happened to it, by whose `names`."""
    drawn = card(shown, now)
    history = [f"• {happened(entry, names)}" for entry in entries[-10:]]
    if not history:
        return drawn
    return message(drawn.text, [*drawn.blocks, section("*What happened*\n" + "\n".join(history))])


def opened(thread: Thread, url: str | None) -> Surface:
    """Return that a thread was opened."""
    return line(lines.opened(thread, url))


def unknown_thread(ref: str) -> Surface:
    """Return that there is no such thread."""
    if not ref:
        return line("Which thread? Type its reference: `/support show T-1042`.")
    return line(f"There is no thread {escape(clip(one_line(ref), 50))}. Try `/support list`.")


def command_help(typed: str = "") -> Surface:
    """Return what one can type; `typed` is what we do not know."""
    unknown = [section(f"I do not know “{escape(clip(one_line(typed), 100))}”.")] if typed else []
    return message("What you can type after /support", [*unknown, section(HELP)])


def refusal(text: str) -> Surface:
    """Return why it was not done, politely; `text` is plain."""
    return line(lines.refused(text))


def line(text: str) -> Surface:
    """Return one paragraph."""
    return message(text, [section(text)])
