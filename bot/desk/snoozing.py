"""The times a snooze offers: soon, and when the desk opens on a later day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk.desk import Desk
from bot.desk.hours import Hours
from bot.views.modals import Preset
from bot.views.times import span

DAY = timedelta(days=1)
MORNING = time(9)  # of a desk that is open all night


def presets(desk: Desk, team: str | None, now: datetime) -> list[Preset]:
    """Return the times to offer, each once, in the time zone of the team's hours."""
    offered = [
        *(Preset(f"In {span(own)}", now + own) for own in desk.config.desk.snooze),
        Preset("In 1 hour", now + timedelta(hours=1)),
        Preset("In 3 hours", now + timedelta(hours=3)),
        *(Preset(_words(at, now), at.astimezone(UTC)) for at in mornings(desk, team, now)),
    ]
    return list({preset.until: preset for preset in offered}.values())


def mornings(desk: Desk, team: str | None, now: datetime) -> tuple[datetime, datetime, datetime]:
    """Return the opening after today, the one after that, and the first of next week."""
    hours = desk.team_hours(team)
    zone = hours.schedule.timezone if hours else desk.config.desk.timezone
    today = _midnight(now, zone)
    first = _opening(hours, today + DAY)
    second = _opening(hours, _midnight(first, zone) + DAY)
    monday = _opening(hours, today + DAY * (7 - today.weekday()))
    return first.astimezone(zone), second.astimezone(zone), monday.astimezone(zone)


def _opening(hours: Hours | None, midnight: datetime) -> datetime:
    """Return when the desk opens on this day or the next one that it opens on."""
    morning = datetime.combine(midnight, MORNING, midnight.tzinfo)
    if hours is None:
        return morning
    opens = hours.next_open(midnight)
    return hours.next_open(morning) if opens == midnight else opens


def _midnight(at: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(at.astimezone(zone), time(), zone)


def _words(at: datetime, now: datetime) -> str:
    """Return a time of the desk's time zone in words."""
    tomorrow = now.astimezone(at.tzinfo).date() + DAY
    day = "Tomorrow" if at.date() == tomorrow else f"{at:%A} {at.day} {at:%B}"
    return f"{day}, {at:%H:%M %Z}"
