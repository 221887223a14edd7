"""Bugs: the report that engineering gets, gathered from what is known and what the customer says."""
