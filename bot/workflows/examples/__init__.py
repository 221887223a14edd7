"""Examples of workflows: what is given, what other systems answer, and what is expected then."""
