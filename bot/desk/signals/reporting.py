"""Reporting: once a day, what rules in shadow would have done; and when one goes live."""

from datetime import timedelta

from bot.config.triggers import RuleMode, Trigger
from bot.desk.alerts import raise_alert
from bot.desk.desk import Desk
from bot.desk.episodes.telling import title_of
from bot.desk.signals.mode import WEEK, is_shadow
from bot.views import signals as views
from store.episodes import Became, Episode
from store.transaction import Transaction
from store.trigger_rules import TriggerRule

DAY = timedelta(days=1)
MOST = 20
WOULD = {
    Became.held: "held for",
    Became.attached: "told the open thread of",
    Became.opened: "opened a thread for",
    Became.drafted: "drafted a message to",
    Became.reached_out: "written to",
    Became.storm: "asked whether this is an incident, for",
}


def report_shadow(tx: Transaction, desk: Desk) -> None:
    """Tell of each rule what there is to tell; whichever replica is first does it."""
    for name, rule in sorted(desk.config.triggers.items()):  # held in this order everywhere
        known = tx.trigger_rules.lock(name)
        if known is None or known.told_live or rule.mode is RuleMode.live:
            continue
        if is_shadow(tx, name, rule):
            if tx.now >= known.reported_at + DAY:
                _report(tx, desk, rule, known)
        else:
            _report(tx, desk, rule, known)
            raise_alert(tx, desk, f"trigger_live:{name}:{known.digest}", views.gone_live(name))
            tx.trigger_rules.reported(name, told_live=True)


def _report(tx: Transaction, desk: Desk, rule: Trigger, known: TriggerRule) -> None:
    found = tx.episodes.in_shadow(known.name, known.reported_at)
    lines = [_line(tx, rule, episode) for episode in found]
    live_at = None if rule.mode is not None else known.since + WEEK
    told = views.would_have(known.name, lines[:MOST], max(0, len(lines) - MOST), live_at)
    raise_alert(tx, desk, f"trigger_shadow:{known.name}:{tx.now.isoformat()}", told)
    tx.trigger_rules.reported(known.name, told_live=False)


def _line(tx: Transaction, rule: Trigger, episode: Episode) -> tuple[str, str, str]:
    customer = tx.customers.get(episode.customer_id)
    became = WOULD[episode.became] if episode.became else ""
    who = customer.name if customer else "customers we do not know"
    return who, became, title_of(rule, episode, customer)
