"""Promises: what somebody said we would do later, kept track of until it is done."""
