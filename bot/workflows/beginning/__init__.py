"""Which workflows begin, when, and why (not)."""
