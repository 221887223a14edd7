"""Signals: what other systems told us, whom it is about, and what the desk does with it."""
