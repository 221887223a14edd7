"""Grafana: alerts in the shape of Alertmanager's, with the values that made them fire."""

from dataclasses import replace

from bot.config.webhooks import SchemeName
from bot.desk.signals.signal import Signal
from triggers.webhooks import alertmanager
from triggers.webhooks.alertmanager import FIRST
from triggers.webhooks.paths import facts, link, mapping
from triggers.webhooks.source import Source, Told


def read(told: Told) -> Signal | None:
    """Read the one alert."""
    signal = alertmanager.read(told)
    if signal is None:
        return None
    seen = {
        **mapping(told.body, f"{FIRST}.values"),
        **facts(told.body, values=f"{FIRST}.valueString"),
    }
    shown = link(told.body, f"{FIRST}.dashboardURL") or signal.link
    return replace(signal, facts={**signal.facts, **seen}, link=shown)


SOURCE = Source(SchemeName.shared_secret, alertmanager.name, read, alertmanager.split)
