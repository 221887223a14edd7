"""The way out: the outbox, the courier and Slack."""
