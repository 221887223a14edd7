"""Slack's rules for Block Kit, so that nothing passes here that Slack would refuse."""

from playground.blocks.check import checked, checked_view

__all__ = ["checked", "checked_view"]
