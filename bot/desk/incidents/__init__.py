"""Incidents: people are paged first, then meet in a channel of its own until it is over."""
