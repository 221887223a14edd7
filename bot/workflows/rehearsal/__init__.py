"""Rehearsal: what a workflow would do with stored threads, with nothing written."""
