"""Tracking: the issues of engineering that threads are about, and what becomes of them."""
