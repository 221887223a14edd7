"""A Jira, a Linear and a GitHub over real HTTP: they behave, and misbehave, like the real ones."""

from playground.trackers.server import Trackers

__all__ = ["Trackers"]
