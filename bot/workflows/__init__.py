"""Workflows: what the desk does by itself, written as YAML by support engineers."""
