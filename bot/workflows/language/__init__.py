"""The language of workflows: what can be named, asked of a thread and written into a text."""
