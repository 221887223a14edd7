"""A Slack on your laptop: its Web API, events, Socket Mode and a page to sit at."""

from playground.deliveries import Delivery
from playground.errors import AppSilent, NotPossible
from playground.faults import Fault
from playground.people import Person
from playground.slack import Call, Slack

__all__ = ["AppSilent", "Call", "Delivery", "Fault", "NotPossible", "Person", "Slack"]
