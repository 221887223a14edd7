"""The timetable: all that begins at a time of day, by whose clock, and how late is too late.

What is due at no time of day is elsewhere: follow-ups and the like are rows, see `followups.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.config.daily import Daily
from bot.desk.desk import Desk
from bot.desk.pages_elsewhere import ask_pagerduty
from bot.desk.reports.digests import standup, summary, zone_of
from bot.desk.reports.exporting import export_nightly
from bot.desk.signals.reporting import report_shadow
from bot.desk.signals.signal import Trust
from bot.desk.signals.sweeping import Sweep, recover, sweep
from bot.workflows.language.definition import Cron
from store.database import Store
from triggers.daily import Job
from triggers.retention import Forgetter
from triggers.webhooks.sender import Sender

THIS_MORNING = timedelta(hours=8)  # nobody needs the digest of yesterday
HOURLY = "0 * * * *"
MINUTES = timedelta(minutes=5)


def timetable(store: Store, desk: Desk, senders: Mapping[str, Sender]) -> list[Job]:
    """Return all jobs."""
    asking = _pagerduty(desk)
    begun = [*_sweeps(desk, senders), *_digests(desk), *_exports(store, desk), *asking]
    return [*begun, *_upkeep(store, desk)]


def _sweeps(desk: Desk, senders: Mapping[str, Sender]) -> Iterator[Job]:
    """Look at what customers do not do; who does it again is left alone within the hour."""
    zone = desk.config.desk.timezone
    for name, rule in desk.config.triggers.items():
        if rule.sweep is not None:
            sender = senders[rule.on.source]
            acts = sender.trust is Trust.high or sender.webhook.may_act
            wanted = Sweep(desk, name, rule, acts)
            yield Job(f"sweep:{name}", Cron(rule.sweep.cron, zone, None), partial(sweep, wanted))
            yield Job(f"recover:{name}", Cron(HOURLY, zone, None), partial(recover, wanted))


def _digests(desk: Desk) -> Iterator[Job]:
    """Tell each team, and the desk what no team has."""
    digests = desk.config.digests
    for name, when, rule in (
        ("standup", digests.standup, standup),
        ("summary", digests.summary, summary),
    ):
        if when is None:
            continue
        for team in (None, *desk.config.teams):
            cron = Cron(when.cron, zone_of(desk, team), None)
            yield Job(f"{name}:{team or ''}", cron, partial(rule, desk, team), useful=THIS_MORNING)


def _exports(store: Store, desk: Desk) -> Iterator[Job]:
    """Write everything that was said into a file."""
    if (export := desk.config.export) is not None:
        cron = Cron(Daily(at=export.at, days="mon-sun").cron, desk.config.desk.timezone, None)
        written = partial(export_nightly, store, Path(export.folder), export.keep)
        yield Job("export", cron, errand=written)


def _pagerduty(desk: Desk) -> Iterator[Job]:
    """Ask who is on call there, and for answers of which no webhook told."""
    said = desk.config.integrations.pagerduty
    if said is not None and said.token_env is not None:
        cron = Cron("*/5 * * * *", desk.config.desk.timezone, None)
        yield Job("pagerduty", cron, partial(ask_pagerduty, desk), useful=MINUTES)


def _upkeep(store: Store, desk: Desk) -> Iterator[Job]:
    """Tell what rules in shadow would have done; last, as it may take long, forget what is old."""
    hourly = Cron(HOURLY, desk.config.desk.timezone, None)
    forgetter = Forgetter(store, desk.config.retention)
    yield Job("shadow", hourly, lambda tx, _: report_shadow(tx, desk))
    yield Job("retention", hourly, errand=lambda _: forgetter.forget())
