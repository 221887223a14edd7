"""PagerDuty and Statuspage, over real HTTP: what an outage needs besides Slack."""

from playground.outages.server import Outages

__all__ = ["Outages"]
