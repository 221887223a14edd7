"""Trackers: where engineering keeps its issues. Jira, Linear and GitHub, behind one shape."""
