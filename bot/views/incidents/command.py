"""What /incident answers, to who typed it."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.blocks import Surface, message, section, sections
from bot.views.incidents.shown import Shown
from bot.views.text import escape
from bot.views.times import ago

HELP = """*Anywhere*
• `/incident declare T-1042 what is broken` page who is on call, and open a channel
• `/incident list` what is going on
*In the channel of an incident*
• `/incident ack` you look at it
• `/incident update` tell how it stands, to us and to customers
• `/incident status identified` how far it is; also `investigating`, `monitoring`
• `/incident severity SEV2` how much harm it does
• `/incident role commander @ada` hand over; also `communications`, `scribe`
• `/incident link T-1050` another customer suffers from it
• `/incident page @olga why` call somebody; a team or a path too
• `/incident snooze 45m` the next update comes later
• `/incident resolve` it is over
• `/incident export` the written summary"""


def command_help() -> Surface:
    """Return what can be typed."""
    return message(HELP, [section(HELP)])


def done(words: str) -> Surface:
    """Return that it was done; `words` are plain."""
    return message(words, [section(escape(words))])


def listed(going_on: Sequence[Shown], now: datetime) -> Surface:
    """Return what is going on."""
    if not going_on:
        return done("No incident is going on.")
    return message(
        f"{len(going_on)} going on",
        [section(_line(one, now)) for one in going_on[:20]],
    )


def written(text: str) -> Surface:
    """Return the written summary, to copy."""
    return message("The written summary", sections(f"```{text.replace('```', '')}```"))


def _line(one: Shown, now: datetime) -> str:
    where = f"<#{one.incident.channel}>" if one.incident.channel else ""
    declared = f"declared {ago(one.incident.declared_at, now)}"
    return f"{one.severity} {one.status} {one.thread_link} {one.title} {where}  ·  {declared}"
