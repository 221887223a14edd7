"""Ratios in one run against a named reference."""
