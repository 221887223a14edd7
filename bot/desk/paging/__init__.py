"""Calling people to a thread: whom, by which path, by which means."""
